from __future__ import annotations

import pytest

from accounts.operations import users
from tests.people import access_key, give_password, make_group, make_user


def names(result):
    return [row.user.user_name for row in result.rows]


@pytest.mark.parametrize(
    "search", ["dav", "AV", " dave ", "/lab", "arn:aws:iam::111122223333:user/lab/Dave"]
)
def test_users_are_found_by_name_path_and_arn(admin, account, search):
    make_user(account, "Dave", "/lab/")
    make_user(account, "erin")
    assert names(users.search_users(admin, search=search)) == ["Dave"]


def test_users_are_found_by_their_id_and_by_a_keys(admin, account):
    dave = make_user(account, "dave")
    key_id, _ = access_key(dave)
    for search in (dave.user_id, key_id, key_id[:10]):
        assert names(users.search_users(admin, search=search)) == ["dave"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "'", "AKIA", "arn:", "AIDA"])
def test_what_databases_take_for_wildcards_are_characters_here(admin, search):
    assert names(users.search_users(admin, search=search)) == []


def test_the_arn_of_another_accounts_namesake_finds_nobody(admin, account, mallory):
    make_user(account, "mallory")
    assert names(users.search_users(admin, search=mallory.arn)) == []


def test_a_row_tells_what_matters_for_cleaning_up(admin, account):
    dave = make_user(account, "dave", is_enabled=False)
    make_group(account, "one", dave)
    make_group(account, "two", dave)
    give_password(dave)
    access_key(dave)
    row = users.search_users(admin, search="dave").rows[0]
    assert (row.group_count, row.key_count, row.is_enabled) == (2, 1, False)
    assert row.oldest_active_key == dave.access_keys.get().created
    assert row.password_changed == dave.login_profile.password_changed
    assert row.last_active is None


def test_pages_have_numbers_and_a_count(admin, account):
    for name in ("bea", "dan", "eve"):
        make_user(account, name)
    second = users.search_users(admin, page_number=2, page_size=3)
    assert (names(second), second.count, second.is_more) == (["eve"], 4, False)
    assert names(users.search_users(admin, page_number=9)) == []


def test_it_sorts_by_name_and_by_age_both_ways(admin, account):
    for name in ("zoe", "bea"):
        make_user(account, name)
    assert names(users.search_users(admin, sort="-name")) == ["zoe", "bea", "alice"]
    assert names(users.search_users(admin, sort="created")) == ["alice", "zoe", "bea"]
    assert names(users.search_users(admin, sort="-created")) == ["bea", "zoe", "alice"]


def test_by_match_what_is_called_so_comes_first_and_then_what_begins_so(admin, account):
    for name in ("anna", "ann", "joann", "annabel"):
        make_user(account, name)
    found = users.search_users(admin, search="Ann", sort="match")
    assert names(found) == ["ann", "anna", "annabel", "joann"]
