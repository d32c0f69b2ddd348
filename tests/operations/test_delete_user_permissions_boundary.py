from __future__ import annotations

from accounts.operations import users
from iamconsole.errors import NoSuchEntity
from policies.operations import boundaries
from tests.people import attach, bound, calling
from tests.refusals import refused


def test_the_cap_is_off_at_once(admin, dave, deploy):
    attach(dave, "AdministratorAccess")
    bound(dave, deploy)
    boundaries.delete_user_permissions_boundary(admin, user_name="dave")
    assert users.list_users(calling(dave)).users


def test_a_user_without_one_is_told_so(admin, dave):
    with refused(NoSuchEntity, "The user with name dave does not have a permissions boundary."):
        boundaries.delete_user_permissions_boundary(admin, user_name="dave")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        boundaries.delete_user_permissions_boundary(admin, user_name="dave")
