from __future__ import annotations

from accounts.operations import groups
from iamconsole.errors import NoSuchEntity
from tests.people import make_group
from tests.refusals import refused


def test_it_lists_the_groups_a_user_is_in(admin, account, dave, crew):
    for name in ("Staff", "ops"):
        make_group(account, name, dave)
    first = groups.list_groups_for_user(admin, user_name="dave", max_items=1)
    second = groups.list_groups_for_user(admin, user_name="dave", marker=first.marker)
    assert [group.group_name for group in (*first.groups, *second.groups)] == ["ops", "Staff"]


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        groups.list_groups_for_user(admin, user_name="nobody")
