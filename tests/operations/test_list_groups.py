from __future__ import annotations

from accounts.models import Group
from accounts.operations import groups
from tests.people import make_group


def names(result):
    return [group.group_name for group in result.groups]


def test_they_are_listed_by_name_whatever_its_case(admin, account, mallory):
    for name in ("b", "A", "c"):
        make_group(account, name)
    make_group(mallory.account, "theirs")
    assert names(groups.list_groups(admin)) == ["A", "b", "c"]


def test_pages_lose_and_repeat_nothing_while_others_write(admin, account):
    for name in ("b", "d"):
        make_group(account, name)
    first = groups.list_groups(admin, max_items=1)
    make_group(account, "a")
    make_group(account, "c")
    Group.objects.get(name="b").delete()
    assert names(first) == ["b"]
    assert names(groups.list_groups(admin, marker=first.marker)) == ["c", "d"]


def test_a_path_prefix_narrows_the_list(admin):
    groups.create_group(admin, group_name="in", path="/lab/east/")
    groups.create_group(admin, group_name="out", path="/office/")
    assert names(groups.list_groups(admin, path_prefix="/lab/")) == ["in"]
