from __future__ import annotations

from accounts.models import InstanceProfile
from accounts.operations import instance_profiles
from iamconsole.errors import NoSuchEntity
from tests.people import make_role
from tests.refusals import refused


def remove(caller, role="pilot", profile="machines"):
    instance_profiles.remove_role_from_instance_profile(
        caller, instance_profile_name=profile, role_name=role
    )


def test_the_profile_carries_none(admin, machines):
    remove(admin)
    assert InstanceProfile.objects.get().role is None


def test_a_role_it_does_not_carry_is_missed(admin, account, machines):
    make_role(account, "other")
    with refused(NoSuchEntity, "Role other in Instance Profile machines cannot be found."):
        remove(admin, "other")
    remove(admin)
    with refused(NoSuchEntity, "Role pilot in Instance Profile machines cannot be found."):
        remove(admin)


def test_unknown_names_are_missed(admin, machines):
    with refused(NoSuchEntity, "Instance Profile nothing cannot be found."):
        remove(admin, profile="nothing")
    with refused(NoSuchEntity, "The role with name nobody cannot be found."):
        remove(admin, "nobody")
