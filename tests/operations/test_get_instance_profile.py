from __future__ import annotations

from accounts.models import InstanceProfile
from accounts.operations import instance_profiles
from iamconsole.errors import NoSuchEntity
from tests.refusals import refused


def got(caller):
    result = instance_profiles.get_instance_profile(caller, instance_profile_name="MACHINES")
    return result.instance_profile


def test_it_tells_the_role_it_carries_and_always_its_tags(admin, machines, pilot):
    profile = got(admin)
    (role,) = profile.roles
    assert (role.role_id, role.assume_role_policy_document) == (pilot.role_id, pilot.trust_policy)
    assert (profile.instance_profile_name, profile.tags) == ("machines", ())


def test_it_may_carry_none(admin, machines):
    InstanceProfile.objects.update(role=None)
    assert got(admin).roles == ()


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "Instance Profile MACHINES cannot be found."):
        got(admin)
