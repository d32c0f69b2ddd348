"""Proving anew to be there, for acts that want it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import trail
from accounts.models import ConsoleSession, Event, RecoveryCode, User
from accounts.signin import sessions
from tests import people
from tests.authenticators import Authenticator, enrol
from tests.signin.browsers import is_signed_in, signed_in, try_user

NOON = datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)
KEYS = "/console/me/keys/new"
CODES = "/console/me/recovery-codes"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(alice: User, clock: Any) -> Client:
    """Where somebody without a second factor signed in 16 minutes ago."""
    people.give_password(alice)
    client = signed_in(alice, headers={"accept": "text/html"})
    clock.shift(timedelta(minutes=16))
    return client


@pytest.fixture
def protected(alice: User, clock: Any) -> tuple[Client, Authenticator]:
    """Where somebody with a second factor did."""
    people.give_password(alice)
    phone, client = enrol(alice), Client(headers={"accept": "text/html"})
    try_user(client, "example", "alice")
    shown = {"choice": phone.serial_number, "code": phone.code()}
    assert client.post("/signin/factor", shown).status_code == 302
    clock.shift(timedelta(minutes=16))
    return client, phone


def test_a_grave_act_leads_to_the_page_and_back(browser: Client) -> None:
    answer = browser.post(CODES, headers={"referer": f"http://testserver{CODES}"})
    assert answer.status_code == 403
    assert "/signin/confirm?next=/console/me/recovery-codes" in answer.text
    assert not RecoveryCode.objects.exists()
    confirmed = browser.post("/signin/confirm", {"password": people.PASSWORD, "next": CODES})
    assert confirmed["Location"] == CODES
    assert browser.post(CODES).status_code == 200
    assert RecoveryCode.objects.count() == 10


def test_other_acts_go_on(browser: Client) -> None:
    assert browser.get("/console/users").status_code == 200
    sent = {"account_alias": "another"}
    assert browser.post("/console/settings/alias", sent).status_code == 302


def test_rest_asks_for_it_too(browser: Client) -> None:
    asked = {"content_type": "application/json", "headers": {"accept": "application/json"}}
    answer = browser.post("/api/v1/users/alice/access-keys", **asked)
    assert answer.status_code == 403
    assert answer.json()["code"] == "ConfirmationNeeded"


def test_a_form_keeps_what_was_typed(browser: Client, carol: User) -> None:
    sent = {"way": "typed", "password": "x" * 20, "password_reset_required": "on"}
    answer = browser.post("/console/users/carol/password", sent)
    assert answer.status_code == 403
    assert 'href="/signin/confirm"' in answer.text
    assert "in a new tab" in answer.text


def test_the_cookie_is_another_one_and_the_session_the_same(browser: Client) -> None:
    before = browser.cookies[sessions.COOKIE].value
    was = ConsoleSession.objects.get()
    browser.post("/signin/confirm", {"password": people.PASSWORD})
    assert sessions.find(before) is None
    session = sessions.find(browser.cookies[sessions.COOKIE].value)
    assert session is not None
    assert (session.public_id, session.created) == (was.public_id, was.created)
    assert session.mfa_at is None


def test_a_wrong_password_confirms_nothing_and_is_counted(browser: Client) -> None:
    statuses = [
        browser.post("/signin/confirm", {"password": "wrong"}).status_code for _ in range(7)
    ]
    assert statuses == [422] * 5 + [429] * 2
    assert browser.post(KEYS).status_code == 403
    assert is_signed_in(browser)


def test_who_guesses_the_password_elsewhere_keeps_nobody_from_confirming(browser: Client) -> None:
    for _ in range(5):
        try_user(Client(), "example", "alice", "wrong")
    assert try_user(Client(), "example", "alice").status_code == 429
    assert browser.post("/signin/confirm", {"password": people.PASSWORD}).status_code == 302


def test_a_wrong_password_is_in_the_trail(browser: Client, alice: User) -> None:
    browser.post("/signin/confirm", {"password": "wrong"})
    trail.flush()
    refused = Event.objects.get(action="signin:ConsoleLogin", caller_arn=alice.arn, error__gt="")
    assert refused.message == "The password is wrong."


def test_with_a_second_factor_the_password_is_not_enough(
    protected: tuple[Client, Authenticator],
) -> None:
    client, phone = protected
    sent = {"password": people.PASSWORD}
    assert client.post("/signin/confirm", sent).status_code == 422
    assert client.post(KEYS).status_code == 403
    shown = {"choice": phone.serial_number, "code": phone.code()}
    assert client.post("/signin/confirm", shown).status_code == 302
    assert client.post(KEYS).status_code == 200
    session = ConsoleSession.objects.get()
    assert session.mfa_at == session.confirmed == datetime.now(UTC)


def test_a_used_code_confirms_nothing(protected: tuple[Client, Authenticator]) -> None:
    client, phone = protected
    shown = {"choice": phone.serial_number, "code": phone.code()}
    assert client.post("/signin/confirm", shown).status_code == 302
    assert client.post("/signin/confirm", shown).status_code == 422


def test_it_is_nothing_to_those_who_are_not_signed_in() -> None:
    assert Client().get("/signin/confirm")["Location"] == "/signin"


def test_it_leads_to_pages_of_ours_alone(browser: Client) -> None:
    sent = {"password": people.PASSWORD, "next": "//evil.example/"}
    assert browser.post("/signin/confirm", sent)["Location"] == "/console/"
