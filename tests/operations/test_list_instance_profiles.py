from __future__ import annotations

from django.utils.timezone import now

from accounts.models import InstanceProfile
from accounts.operations import instance_profiles
from tests.people import make_role


def test_they_come_in_name_order_with_their_roles(admin, account, machines, mallory):
    for owner, name in ((account, "Cars"), (account, "trains"), (mallory.account, "theirs")):
        InstanceProfile.objects.create(account=owner, name=name, created=now())
    first = instance_profiles.list_instance_profiles(admin, max_items=2)
    second = instance_profiles.list_instance_profiles(admin, marker=first.marker)
    listed = (*first.instance_profiles, *second.instance_profiles)
    assert [one.instance_profile_name for one in listed] == ["Cars", "machines", "trains"]
    assert [len(one.roles) for one in listed] == [0, 1, 0]


def test_they_are_found_by_path(admin, account, machines):
    role = make_role(account, "other")
    InstanceProfile.objects.create(
        account=account, name="cars", path="/eng/", role=role, created=now()
    )
    found = instance_profiles.list_instance_profiles(admin, path_prefix="/eng/")
    assert [one.instance_profile_name for one in found.instance_profiles] == ["cars"]
