"""The overview: checks that turn green, counts that lead to lists, parts that may be missing."""

from __future__ import annotations

import pytest
from django.conf import settings as conf
from django.test import Client

from accounts.models import Account, User
from tests import people
from tests.faces.console.visitors import queries, visiting


def test_the_account_is_named_with_its_addresses(as_bob: Client) -> None:
    page = as_bob.get("/console/").text
    assert "1111-2222-3333" in page
    assert f"{conf.PUBLIC_URL}/a/example" in page


def test_counts_lead_to_their_lists(as_bob: Client, account: Account) -> None:
    people.make_group(account, "crew")
    page = as_bob.get("/console/").text
    assert '<a href="/console/users"><b>1</b>Users</a>' in page
    assert '<a href="/console/groups"><b>1</b>Groups</a>' in page


def test_what_is_missing_leads_to_where_it_is_fixed_and_turns_green(
    as_bob: Client, account: Account, root: User, carol: User
) -> None:
    people.access_key(root)
    Account.objects.update(alias=None)
    page = as_bob.get("/console/").text
    for words in ("The root user has access keys", "Nobody but root administers the account"):
        assert words in page
    assert 'href="/console/settings/alias"' in page
    root.access_keys.all().delete()
    Account.objects.update(alias="example")
    people.attach(people.make_group(account, "admins", carol), "AdministratorAccess")
    page = as_bob.get("/console/").text
    for words in (
        "The root user has no access keys",
        "Somebody other than root administers the account",
        "Users are in groups",
        "The account has an alias",
    ):
        assert words in page
    assert 'href="/console/settings/alias"' not in page


def test_what_only_root_can_mend_leads_root_there_and_nobody_else(
    as_bob: Client, as_root: Client, root: User
) -> None:
    people.access_key(root)
    assert 'href="/console/me/credentials"' in as_root.get("/console/").text
    page = as_bob.get("/console/").text
    assert 'href="/console/me/credentials"' not in page
    assert "Sign in as root to mend it" in page


def test_a_new_account_is_shown_the_way_in(as_root: Client) -> None:
    page = as_root.get("/console/").text
    assert "Start here" in page
    assert 'href="/console/users/new"' in page


def test_the_way_in_is_gone_once_somebody_else_administers(as_alice: Client) -> None:
    assert "Start here" not in as_alice.get("/console/").text


def test_the_last_changes_and_refusals_are_told(
    as_alice: Client, carol: User, account: Account
) -> None:
    as_alice.post("/console/users/new", {"user_name": "dave", "signin": "none"})
    visiting(carol).get("/console/users")
    page = as_alice.get("/console/").text
    assert ">iam:CreateUser</a>" in page
    assert "AccessDenied" in page


@pytest.mark.parametrize("action", ["iam:GetAccountSummary", "cloudtrail:LookupEvents"])
def test_a_part_one_may_not_see_names_the_action_that_is_missing(
    as_carol: Client, action: str
) -> None:
    answer = as_carol.get("/console/")
    assert answer.status_code == 200
    assert f"is not authorized to perform: {action}" in answer.text


def test_who_may_see_none_of_it_is_shown_to_their_own_access(as_carol: Client) -> None:
    assert "This page is for those who look after the account" in as_carol.get("/console/").text


def test_made_up_people_are_marked_as_such(as_bob: Client, account: Account) -> None:
    assert "demonstration" not in as_bob.get("/console/").text
    Account.objects.filter(id=account.id).update(is_demo=True)
    assert "This account is a demonstration" in as_bob.get("/console/").text


def test_it_costs_the_same_however_much_there_is(as_bob: Client, account: Account) -> None:
    before = queries(as_bob, "/console/")
    for n in range(30):
        people.make_group(account, f"crew{n}", people.make_user(account, f"user{n}"))
    assert queries(as_bob, "/console/") == before
