"""The overview: checks that turn green, counts that lead to lists, parts that may be missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.test import Client
from django.utils.timezone import now

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
    start = page.partition("Start here")[2].partition("</ol>")[0]
    assert start.count("<li>") == 5
    assert 'href="/console/users/new"' in start
    assert 'href="/console/settings/password"' in start


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


def test_what_wants_attention_leads_to_the_list_narrowed_to_it(
    as_bob: Client, account: Account, carol: User
) -> None:
    page = as_bob.get("/console/").text
    assert "No active access key is older than 90 days" in page
    people.access_key(carol)
    carol.access_keys.update(created=now() - timedelta(days=100))
    people.make_role(account, "open", "*")
    page = as_bob.get("/console/").text
    assert "1 user has an active access key older than 90 days" in page
    assert 'href="/console/users?key_older_than=90"' in page
    assert "1 role trusts anybody at all" in page
    assert 'href="/console/roles?trusts_anybody=true"' in page
    assert "1 role" in as_bob.get("/console/roles?trusts_anybody=true").text
    assert page.index("trusts anybody") < page.index("older than 90 days")


def test_a_check_one_may_not_make_names_the_action(carol: User) -> None:
    people.grant(carol, people.allow("iam:GetAccountSummary"), people.allow("iam:ListRoles"))
    page = visiting(carol).get("/console/").text
    assert "Not checked: No active access key is older than 90 days" in page
    assert "It takes iam:ListUsers." in page
    assert "No role trusts anybody at all" in page


def test_sign_ins_and_key_ages_are_drawn_with_tables_to_be_read(
    as_bob: Client, carol: User
) -> None:
    people.access_key(carol)
    page = as_bob.get("/console/").text
    assert page.count('<svg class="chart"') == 2
    assert "<caption>Sign-ins to the console, day by day</caption>" in page
    assert '<tr><th scope="row">0–29</th><td>1</td></tr>' in page
    assert "1 active access key" in page


def test_made_up_people_are_marked_as_such(as_bob: Client, account: Account) -> None:
    assert "demonstration" not in as_bob.get("/console/").text
    Account.objects.filter(id=account.id).update(is_demo=True)
    assert "This account is a demonstration" in as_bob.get("/console/").text


def test_it_costs_the_same_however_much_there_is(as_bob: Client, account: Account) -> None:
    before = queries(as_bob, "/console/")
    for n in range(30):
        people.make_group(account, f"crew{n}", people.make_user(account, f"user{n}"))
    assert queries(as_bob, "/console/") == before
