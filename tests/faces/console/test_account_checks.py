"""Checks of the overview: what leads to which list, and those that are snoozed for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts import trail
from accounts.console.account_checks import COUNTED, REST, ROOT
from accounts.models import Account, CheckSnooze, SignInAttempt, User
from accounts.names import CHECKS
from accounts.signin import passwords, throttle
from tests import people
from tests.faces.console.visitors import visiting
from tests.signin.browsers import try_user

SNOOZE = "/console/checks/alias_is_set/snooze"
WAKE = "/console/checks/alias_is_set/wake"


def day(days: int) -> str:
    return (now() + timedelta(days=days)).date().isoformat()


@pytest.fixture
def nameless(account: Account) -> Account:
    """An account without an alias, which is one thing too few."""
    Account.objects.filter(id=account.id).update(alias=None)
    return account


def test_every_check_has_a_name_to_snooze_it_by() -> None:
    assert tuple(one.name for one in (*ROOT, *COUNTED, *REST)) == CHECKS


@pytest.mark.parametrize("kind", ["users", "roles"])
def test_who_may_pass_any_role_is_counted_and_listed(
    as_bob: Client, account: Account, kind: str
) -> None:
    page = as_bob.get("/console/").text
    assert "No user but administrators may pass any role to any service" in page
    make = people.make_user if kind == "users" else people.make_role
    people.grant(make(account, "dave"), people.allow("iam:PassRole"))
    page = as_bob.get("/console/").text
    assert f"1 {kind[:-1]} has a policy that lets any role be passed to any service" in page
    address = f"/console/{kind}?policy_trait=PassesAnyRole"
    assert f'href="{address}"' in page
    listed = as_bob.get(address).text
    assert f"1 {kind[:-1]}" in listed
    assert "Holds a policy that: Lets any role be passed to any service" in listed


def test_who_may_not_read_all_policies_is_told_what_it_takes(carol: User) -> None:
    people.grant(carol, people.allow("iam:ListUsers"), people.allow("iam:GetAccountSummary"))
    page = visiting(carol).get("/console/").text
    assert "It takes iam:GetAccountAuthorizationDetails." in page


@pytest.fixture
def locked(carol: User) -> User:
    """Carol, at whom somebody guessed until the day's tries were spent."""
    try_user(Client(), carol.account_id, carol.name, "a guess")
    trail.flush()
    limit = throttle.LIMITS["user"][-1]
    counter = throttle.Counter.of(passwords.subject_of(carol), limit, now())
    SignInAttempt.objects.filter(subject=counter.key).update(count=limit.tries)
    return carol


def test_who_is_locked_out_is_counted_and_listed(as_alice: Client, locked: User) -> None:
    page = as_alice.get("/console/").text
    assert "1 user or address is locked out of signing in" in page
    assert 'href="/console/lockouts"' in page
    listed = as_alice.get("/console/lockouts").text
    assert 'href="/console/users/carol/permissions">user/carol</a>' in listed
    assert "What it did" in listed


def test_nobody_is_locked_out(as_alice: Client) -> None:
    assert "Nobody is locked out of signing in" in as_alice.get("/console/").text
    assert "Nobody is locked out." in as_alice.get("/console/lockouts").text


def test_the_list_of_the_locked_out_is_for_who_may_read_the_trail(as_carol: Client) -> None:
    answer = as_carol.get("/console/lockouts")
    assert answer.status_code == 403
    assert "cloudtrail:LookupEvents" in answer.text


# ---- Snoozing


def test_a_check_is_snoozed_and_shown_below_the_others(as_alice: Client, nameless: Account) -> None:
    assert f'href="{SNOOZE}"' in as_alice.get("/console/").text
    page = as_alice.get(SNOOZE).text
    assert "The account has no alias" in page
    answer = as_alice.post(SNOOZE, {"until": day(30), "reason": "Until the move is over"})
    assert answer["Location"] == "/console/"
    page = as_alice.get("/console/").text
    assert "by alice: Until the move is over" in page
    assert f'href="{SNOOZE}"' not in page
    assert page.index("No user is in a group") < page.index("The account has no alias")


def test_it_comes_back_by_itself(as_bob: Client, nameless: Account) -> None:
    CheckSnooze.objects.create(
        account=nameless, check_name="alias_is_set", until=now(), reason="the move"
    )
    page = as_bob.get("/console/").text
    assert "the move" not in page
    assert f'href="{SNOOZE}"' in page


def test_it_is_woken(as_alice: Client, nameless: Account) -> None:
    as_alice.post(SNOOZE, {"until": day(30), "reason": "the move"})
    assert f'action="{WAKE}"' in as_alice.get("/console/").text
    as_alice.post(WAKE)
    page = as_alice.get("/console/", follow=True).text
    assert f'href="{SNOOZE}"' in page
    assert "The check is awake again." in page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"until": "", "reason": "why"}, "until"),
        ({"until": "tomorrow", "reason": "why"}, "until"),
        ({"until": "2020-01-01", "reason": "why"}, "until"),
        ({"until": "2999-01-01", "reason": "why"}, "until"),
        ({"until": "9999-12-31", "reason": ""}, "reason"),
        ({"until": "9999-12-31", "reason": "a" * 257}, "reason"),
    ],
    ids=["no day", "no date", "past", "too far", "no reason", "too long"],
)
def test_what_is_wrong_is_said_beside_its_field(
    as_alice: Client, nameless: Account, sent: dict[str, Any], field: str
) -> None:
    answer = as_alice.post(SNOOZE, sent)
    assert answer.status_code in (400, 422)
    assert f"id_{field}_error" in answer.text
    assert not CheckSnooze.objects.exists()


def test_who_may_only_read_is_refused_and_told_why(as_bob: Client, nameless: Account) -> None:
    answer = as_bob.post(SNOOZE, {"until": day(30), "reason": "why"})
    assert answer.status_code == 403
    assert "iamconsole:SnoozeAccountCheck" in answer.text
    assert as_bob.post(WAKE).status_code == 403
    assert not CheckSnooze.objects.exists()


def test_waking_what_is_awake_is_told(as_alice: Client, nameless: Account) -> None:
    assert as_alice.post(WAKE).status_code == 404


def test_there_are_no_other_checks(as_alice: Client) -> None:
    assert as_alice.get("/console/checks/nothing/snooze").status_code == 404


def test_who_may_not_see_a_check_is_not_told_how_it_comes_out(as_carol: Client) -> None:
    answer = as_carol.get(SNOOZE)
    assert answer.status_code == 403
    assert "alias" not in answer.text.partition("<main")[2].replace("alias_is_set", "")
