from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import ValidationError
from tests.people import calling, make_user


def names(result):
    return [user.user_name for user in result.users]


def walked(caller, **filters):
    """Every name, page by page."""
    marker, found = None, []
    while True:
        result = users.list_users(caller, marker=marker, max_items=2, **filters)
        found += names(result)
        marker = result.marker
        if not result.is_truncated:
            return found


def test_they_are_listed_by_name_whatever_its_case(admin, account):
    for name in ("Zoe", "bea", "Adam", "_x"):
        make_user(account, name)
    assert names(users.list_users(admin)) == ["_x", "Adam", "alice", "bea", "Zoe"]


def test_root_and_other_accounts_users_are_not_among_them(admin, root, mallory):
    assert names(users.list_users(admin)) == ["alice"]


def test_tags_and_boundary_are_left_to_getuser(admin, account, deploy):
    make_user(account, "dave", tags={"team": "lab"})
    dave = users.list_users(admin).users[1]
    assert dave.tags is dave.permissions_boundary is None


def test_a_page_tells_whether_more_follow(admin, account):
    make_user(account, "dave")
    first = users.list_users(admin, max_items=1)
    assert first.is_truncated
    second = users.list_users(admin, max_items=1, marker=first.marker)
    assert (names(second), second.is_truncated, second.marker) == (["dave"], False, None)


def test_pages_lose_and_repeat_nothing_while_others_write(admin, account):
    for name in ("bea", "dan", "fay", "gus"):
        make_user(account, name)
    first = users.list_users(admin, max_items=2)
    make_user(account, "aaa")
    make_user(account, "eve")
    account_users = make_user(account, "cat")
    second = users.list_users(admin, max_items=100, marker=first.marker)
    account_users.delete()
    assert names(first) == ["alice", "bea"]
    assert names(second) == ["cat", "dan", "eve", "fay", "gus"]


def test_a_marker_outlives_the_row_it_points_at(admin, account):
    gone = make_user(account, "bea")
    make_user(account, "dan")
    first = users.list_users(admin, max_items=2)
    gone.delete()
    assert names(users.list_users(admin, marker=first.marker)) == ["dan"]


def test_the_longest_names_still_make_a_marker_aws_clients_take(admin, account):
    for letter in "abc":
        make_user(account, letter * 128)
    assert len(walked(admin)) == 4


@pytest.mark.parametrize("prefix", ["/lab/", "/lab", "/la"])
def test_a_path_prefix_narrows_the_list(admin, account, prefix):
    make_user(account, "dave", "/lab/")
    make_user(account, "erin", "/lab/east/")
    make_user(account, "fred", "/LAB/")
    make_user(account, "gina", "/office/")
    assert walked(admin, path_prefix=prefix) == ["dave", "erin"]


@pytest.mark.parametrize("prefix", ["/%/", "/_ab/", "/l*/"])
def test_a_path_prefix_has_no_wildcards(admin, account, prefix):
    make_user(account, "dave", "/lab/")
    assert walked(admin, path_prefix=prefix) == []


def test_a_marker_belongs_to_its_list_filters_and_account(admin, account, mallory):
    make_user(account, "dave")
    marker = users.list_users(admin, max_items=1).marker
    for caller, filters in ((admin, {"path_prefix": "/lab/"}), (calling(mallory), {})):
        with pytest.raises(ValidationError, match=f"Invalid Marker: {marker}"):
            users.list_users(caller, marker=marker, **filters)


@pytest.mark.parametrize("marker", ["x", "a.b", "%00", "::", "é"])
def test_markers_it_did_not_make_are_refused(admin, marker):
    with pytest.raises(ValidationError, match=f"Invalid Marker: {marker}"):
        users.list_users(admin, marker=marker)


@pytest.mark.parametrize("max_items", [0, 1001, -1, "many"])
def test_a_page_holds_one_to_a_thousand(admin, max_items):
    with pytest.raises(ValidationError, match="at 'maxItems' failed to satisfy constraint"):
        users.list_users(admin, max_items=max_items)
