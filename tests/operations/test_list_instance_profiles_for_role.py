from __future__ import annotations

from django.utils.timezone import now

from accounts.models import InstanceProfile
from accounts.operations import instance_profiles
from iamconsole.errors import NoSuchEntity
from tests.refusals import refused


def test_it_lists_those_that_carry_the_role(admin, account, machines):
    InstanceProfile.objects.create(account=account, name="empty", created=now())
    found = instance_profiles.list_instance_profiles_for_role(admin, role_name="pilot")
    assert [one.instance_profile_name for one in found.instance_profiles] == ["machines"]


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        instance_profiles.list_instance_profiles_for_role(admin, role_name="pilot")
