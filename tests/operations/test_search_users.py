from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import LoginProfile, MFADevice, PasswordPolicy, User
from accounts.operations import users
from iamconsole.errors import AccessDenied
from tests.people import (
    access_key,
    allow,
    attach,
    bound,
    calling,
    deny,
    give_password,
    grant,
    make_group,
    make_policy,
    make_user,
)


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


# ---- Narrowed


@pytest.fixture
def staff(account):
    """Somebody in each of the states that lists are narrowed by."""
    made = {name: make_user(account, name) for name in ("ann", "ben", "cas", "dan", "eve")}
    for name in ("ann", "ben"):
        give_password(made[name])
    MFADevice.objects.create(
        account=account,
        user=made["ann"],
        kind="virtual",
        serial_number="s",
        created=now(),
        enabled=now(),
    )
    for name in ("cas", "dan"):
        access_key(made[name])
    made["cas"].access_keys.update(created=days_ago(200), last_used=days_ago(1))
    made["dan"].access_keys.update(created=days_ago(200), status="Inactive")
    old = {"password_changed": days_ago(100), "created": days_ago(100)}
    LoginProfile.objects.filter(user=made["ben"]).update(**old)
    User.objects.filter(name="eve").update(
        is_enabled=False, path="/left/", tags={"team": "lab", "a.b": "c"}
    )
    return made


def days_ago(days):
    return now() - timedelta(days=days)


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"status": "disabled"}, ["eve"]),
        ({"status": "active"}, ["alice", "ann", "ben", "cas", "dan"]),
        ({"mfa": "any"}, ["ann"]),
        ({"mfa": "none", "password": "any"}, ["ben"]),
        ({"password": "any"}, ["ann", "ben"]),
        ({"password": "none"}, ["alice", "cas", "dan", "eve"]),
        ({"password": "expired"}, []),
        ({"password_older_than": 90}, ["ben"]),
        ({"password_older_than": 365}, []),
        ({"password_unused_for": 90}, ["ben"]),
        ({"key": "any"}, ["cas", "dan"]),
        ({"key": "none"}, ["alice", "ann", "ben", "eve"]),
        ({"key_older_than": 90}, ["cas"]),
        ({"key_unused_for": 90}, []),
        ({"path_prefix": "/left"}, ["eve"]),
        ({"tag": "team"}, ["eve"]),
        ({"tag": "team=lab"}, ["eve"]),
        ({"tag": "team=ops"}, []),
        ({"tag": "a.b=c"}, ["eve"]),
        ({"tag": "no__such=1"}, []),
        ({"has_policies": "any"}, ["alice"]),
        ({"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}, ["alice"]),
        ({"policy_arn": "arn:aws:iam::aws:policy/NoSuchPolicy"}, []),
        ({"boundary": "any"}, []),
        ({"boundary": "nonsense"}, []),
        ({"group_name": "nobodies"}, []),
        ({"search": "a", "key": "any"}, ["cas", "dan"]),
    ],
)
def test_users_are_narrowed_by_what_they_have(admin, staff, narrowed, found):
    result = users.search_users(admin, **narrowed)
    assert names(result) == found
    assert result.count == len(found)


def test_an_expired_password_is_one_older_than_the_policy_lets_it_be(admin, account, staff):
    PasswordPolicy.objects.create(account=account, max_age_days=90)
    assert names(users.search_users(admin, password="expired")) == ["ben"]


def test_users_are_narrowed_by_group_and_boundary(admin, account, staff):
    make_group(account, "Crew", staff["dan"])
    cap = make_policy(account, "cap")
    bound(staff["cas"], cap)
    assert names(users.search_users(admin, group_name="crew")) == ["dan"]
    assert names(users.search_users(admin, boundary="any")) == ["cas"]
    assert names(users.search_users(admin, boundary=cap.arn)) == ["cas"]
    assert "cas" not in names(users.search_users(admin, boundary="none"))


def test_a_row_tells_devices_policies_boundary_and_keys(admin, account, staff):
    cap = make_policy(account, "cap")
    bound(staff["cas"], cap)
    attach(staff["cas"], cap)
    grant(staff["cas"], allow("s3:*"))
    row = users.search_users(admin, search="cas").rows[0]
    assert (row.policy_count, row.mfa_count) == (2, 0)
    assert row.permissions_boundary.permissions_boundary_arn == cap.arn
    assert [key.access_key_id for key in row.keys] == [staff["cas"].access_keys.get().key_id]
    assert users.search_users(admin, search="ann").rows[0].mfa_count == 1


def test_boundaries_are_for_those_who_may_get_the_user(account, carol, staff):
    bound(staff["cas"], make_policy(account, "cap"))
    grant(carol, allow("iam:ListUsers"))
    (row,) = users.search_users(calling(carol), search="cas").rows
    assert row.permissions_boundary is None
    for asked in ("any", "none", "arn:aws:iam::111122223333:policy/cap"):
        with pytest.raises(AccessDenied, match="iam:GetUser"):
            users.search_users(calling(carol), boundary=asked)
    grant(carol, allow("iam:GetUser"), name="more")
    (row,) = users.search_users(calling(carol), boundary="any").rows
    assert row.permissions_boundary.permissions_boundary_arn.endswith("policy/cap")


def test_who_is_in_a_group_is_for_those_who_may_see_that(account, carol, staff):
    make_group(account, "crew", staff["dan"])
    grant(carol, allow("iam:ListUsers"))
    with pytest.raises(AccessDenied, match="iam:GetGroup"):
        users.search_users(calling(carol), group_name="crew")
    with pytest.raises(AccessDenied, match="iam:ListEntitiesForPolicy"):
        users.search_users(calling(carol), policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    with pytest.raises(AccessDenied, match="iam:ListUserTags"):
        users.search_users(calling(carol), tag="team=lab")


def test_which_keys_a_user_has_is_for_those_who_may_list_them(account, carol, staff):
    grant(carol, allow("iam:ListUsers"), allow("iam:ListAccessKeys", staff["cas"].arn))
    rows = {row.user.user_name: row for row in users.search_users(calling(carol)).rows}
    keyed = {name: len(row.keys) for name, row in rows.items() if row.key_count}
    assert len(keyed) > 1
    assert {name for name, shown in keyed.items() if shown} == {"cas"}


ADA = {"email": "Ada@example.com", "display-name": "Ada Lovelace", "team": "lab"}


def test_a_row_tells_what_a_user_is_called_and_its_address(admin, account):
    make_user(account, "ada", tags=ADA)
    make_user(account, "erin")
    rows = users.search_users(admin).rows
    told = {row.user.user_name: (row.display_name, row.email) for row in rows}
    assert told["ada"] == ("Ada Lovelace", "Ada@example.com")
    assert told["erin"] == ("", "")


def test_who_may_not_list_a_users_tags_is_not_told_its_address(account, carol):
    make_user(account, "ada", tags=ADA)
    make_user(account, "dave", tags={"email": "dave@example.com"})
    dave = "arn:aws:iam::111122223333:user/dave"
    grant(carol, allow("iam:ListUsers"), allow("iam:ListUserTags", dave))
    told = {row.user.user_name: row.email for row in users.search_users(calling(carol)).rows}
    assert told == {"ada": "", "carol": "", "dave": "dave@example.com"}


@pytest.mark.parametrize("search", ["Ada@example.com", " ada@EXAMPLE.com "])
def test_a_user_is_found_by_its_whole_address(admin, account, search):
    make_user(account, "dave", tags=ADA)
    make_user(account, "erin", tags={"email": "erin@example.com"})
    assert names(users.search_users(admin, search=search)) == ["dave"]


def test_a_name_may_look_like_an_address(admin, account):
    make_user(account, "ada@example.com")
    make_user(account, "dave", tags=ADA)
    found = names(users.search_users(admin, search="ada@example.com"))
    assert found == ["ada@example.com", "dave"]


def test_without_leave_to_list_everybodys_tags_no_address_finds_anybody(account, carol):
    make_user(account, "dave", tags=ADA)
    grant(carol, allow("iam:ListUsers"))
    assert names(users.search_users(calling(carol), search="ada@example.com")) == []


PASSING = {
    "by the action": allow("iam:PassRole"),
    "by a wildcard": allow("iam:Pass*"),
    "any role of the account": allow("iam:PassRole", "arn:aws:iam::111122223333:role/*"),
    "any role of any account": allow("iam:PassRole", "arn:aws:iam::*:role/*"),
    "under another condition": allow("iam:PassRole", Bool={"aws:SecureTransport": "true"}),
    "all but one": {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "NotResource": "arn:aws:iam::111122223333:role/boss",
    },
}
NOT_PASSING = {
    "one role": allow("iam:PassRole", "arn:aws:iam::111122223333:role/web"),
    "some roles": allow("iam:PassRole", "arn:aws:iam::111122223333:role/web-*"),
    "a folder": allow("iam:PassRole", "arn:aws:iam::111122223333:role/apps/*"),
    "to one service": allow(
        "iam:PassRole", StringEquals={"iam:PassedToService": "ec2.amazonaws.com"}
    ),
    "something else": allow("s3:*"),
    "an administrator": allow("*"),
    "denied": deny("iam:PassRole"),
}


@pytest.mark.parametrize(
    ("statement", "is_found"),
    [(one, True) for one in PASSING.values()] + [(one, False) for one in NOT_PASSING.values()],
    ids=[*PASSING, *NOT_PASSING],
)
def test_who_may_pass_any_role_is_found_by_what_a_policy_says(admin, account, statement, is_found):
    grant(make_user(account, "dave"), statement)
    found = names(users.search_users(admin, policy_trait="PassesAnyRole"))
    assert found == (["dave"] if is_found else [])


def test_a_policy_counts_however_it_comes(admin, account):
    passing = make_policy(account, "passing", allow("iam:PassRole"))
    one, two, three = (make_user(account, name) for name in ("one", "two", "three"))
    make_user(account, "none")
    attach(one, passing)
    attach(make_group(account, "crew", two), passing)
    grant(make_group(account, "staff", three), allow("iam:PassRole"))
    found = users.search_users(admin, policy_trait="PassesAnyRole")
    assert (names(found), found.count) == (["one", "three", "two"], 3)


def test_a_policy_that_takes_it_back_itself_lets_nobody_pass(admin, account):
    grant(make_user(account, "dave"), allow("iam:*Role"), deny("iam:PassRole"))
    assert names(users.search_users(admin, policy_trait="PassesAnyRole")) == []


def test_another_accounts_policies_count_for_nobody_here(admin, account, mallory):
    grant(mallory, allow("iam:PassRole"))
    assert names(users.search_users(admin, policy_trait="PassesAnyRole")) == []


def test_administrators_are_found(admin):
    assert names(users.search_users(admin, policy_trait="GrantsAdministration")) == ["alice"]


def test_what_policies_say_is_for_who_may_read_all_of_them(carol):
    grant(carol, allow("iam:ListUsers"))
    with pytest.raises(AccessDenied, match="iam:GetAccountAuthorizationDetails"):
        users.search_users(calling(carol), policy_trait="PassesAnyRole")
