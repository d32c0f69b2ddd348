from __future__ import annotations

from accounts.operations import groups
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.people import make_group, make_user
from tests.refusals import refused


def test_it_tells_the_group_and_pages_through_its_members(admin, account):
    members = [make_user(account, name) for name in ("Cat", "ann", "bob")]
    group = make_group(account, "crew", *members)
    first = groups.get_group(admin, group_name="crew", max_items=2)
    second = groups.get_group(admin, group_name="crew", marker=first.marker)
    assert first.group.group_id == group.group_id
    assert [user.user_name for user in first.users] == ["ann", "bob"]
    assert [user.user_name for user in second.users] == ["Cat"]
    assert (first.is_truncated, second.is_truncated) == (True, False)


def test_a_marker_holds_for_its_own_group_only(admin, account):
    members = [make_user(account, name) for name in ("ann", "bob")]
    for name in ("crew", "staff"):
        make_group(account, name, *members)
    marker = groups.get_group(admin, group_name="crew", max_items=1).marker
    with refused(ValidationError, f"Invalid Marker: {marker}"):
        groups.get_group(admin, group_name="staff", marker=marker)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name nobody cannot be found."):
        groups.get_group(admin, group_name="nobody")
