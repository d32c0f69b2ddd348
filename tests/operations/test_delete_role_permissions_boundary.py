from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, NoSuchEntity, UnmodifiableEntity
from policies.models import Boundary
from policies.operations import boundaries
from tests.people import allow, bound, calling, deny, grant
from tests.refusals import refused


def delete(caller, name="pilot"):
    boundaries.delete_role_permissions_boundary(caller, role_name=name)


def test_the_cap_is_gone(admin, pilot, deploy):
    bound(pilot, deploy)
    delete(admin)
    assert not Boundary.objects.exists()


def test_where_there_is_none_it_is_missed(admin, pilot):
    with refused(NoSuchEntity, "The role with name pilot does not have a permissions boundary."):
        delete(admin)


def test_a_services_role_is_left_alone(admin, linked):
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        delete(admin, linked.name)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        delete(admin)


def test_a_boundary_can_be_kept_on_by_naming_it(carol, pilot, deploy):
    bound(pilot, deploy)
    asked = {"iam:PermissionsBoundary": deploy.arn}
    grant(carol, allow("iam:*"), deny("iam:DeleteRolePermissionsBoundary", StringEquals=asked))
    with pytest.raises(AccessDenied, match="explicit deny"):
        delete(calling(carol))
