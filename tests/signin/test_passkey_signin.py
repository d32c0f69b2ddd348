"""Signing in with a passkey alone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils.timezone import now

from accounts import trail
from accounts.models import ConsoleSession, Event, LoginProfile, MFADevice, PasswordPolicy, User
from tests import people
from tests.security_keys import PRESENT, SecurityKey, enrol_key
from tests.signin.browsers import is_signed_in


@pytest.fixture
def erin(alice: User) -> User:
    user = people.make_user(alice.account, "erin")
    people.give_password(user)
    return user


@pytest.fixture
def key(erin: User) -> SecurityKey:
    return enrol_key(erin).but(handle=erin.user_id.encode())


def asked(client: Client) -> tuple[str, str]:
    """What the sign-in page asks passkeys with, and what goes back with the answer."""
    page = client.get("/signin").text
    options = re.search(r'data-kind="get" data-options="([^"]+)"', page)
    state = re.search(r'name="state" value="([^"]+)"', page)
    assert options
    assert state
    return html.unescape(options[1]), state[1]


def answer(client: Client, key: SecurityKey, **more: str) -> Any:
    options, state = asked(client)
    sent = {"state": state, "credential": key.shown(options)} | more
    return client.post("/signin/passkey", sent)


def test_it_takes_no_name_no_password_and_no_second_factor(erin: User, key: SecurityKey) -> None:
    client = Client()
    signed = answer(client, key, next="/console/me")
    assert (signed.status_code, signed["Location"]) == (302, "/console/me")
    assert "You are signed in as erin" in client.get("/signin").text
    session = ConsoleSession.objects.get()
    assert session.mfa_at is not None
    assert not session.awaits_factor
    assert Event.objects.get(action="signin:ConsoleLogin", error="").caller_arn == erin.arn
    assert LoginProfile.objects.get(user=erin).password_last_used is None


def test_the_page_asks_for_no_key_by_name(db: None) -> None:
    options, _state = asked(Client())
    assert '"userVerification": "required"' in options
    assert '"allowCredentials": []' in options or "allowCredentials" not in options


def test_an_answer_is_good_once(key: SecurityKey) -> None:
    options, state = asked(Client())
    without_count = key.but(count=0)
    MFADevice.objects.update(counter=0)
    sent = {"state": state, "credential": without_count.shown(options)}
    first, second = Client(), Client()
    first.post("/signin/passkey", sent)
    second.post("/signin/passkey", sent)
    assert is_signed_in(first)
    assert not is_signed_in(second)


STRANGER = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": PRESENT},
        {"handle": None},
        {"handle": b"AIDASOMEBODYELSE"},
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"challenge": "AAAA"},
        {"kind": "webauthn.create"},
        {"count": 1},
        {"signer": STRANGER},
        {"name": b"another key"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_whatever_is_wrong_with_it_nobody_is_in(key: SecurityKey, wrong: dict[str, Any]) -> None:
    client = Client()
    refused = answer(client, key.but(**wrong), next="/console/me")
    assert refused["Location"] == "/signin?next=%2Fconsole%2Fme"
    assert "The passkey was not accepted." in client.get(refused["Location"]).text
    assert not is_signed_in(client)
    assert not ConsoleSession.objects.exists()


@pytest.mark.parametrize("state", ["", "made up", "x" * 600])
def test_what_was_not_asked_here_is_not_answered(key: SecurityKey, state: str) -> None:
    client = Client()
    answer(client, key, state=state)
    assert not is_signed_in(client)


def test_the_answer_comes_within_five_minutes(key: SecurityKey) -> None:
    client = Client()
    options, state = asked(client)
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1)):
        client.post("/signin/passkey", {"state": state, "credential": key.shown(options)})
        assert not is_signed_in(client)


def disabled(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_enabled=False)


def without_console_access(user: User) -> None:
    LoginProfile.objects.filter(user=user).delete()


def expired_for_good(user: User) -> None:
    PasswordPolicy.objects.create(account=user.account, max_age_days=1, is_expiry_hard=True)
    LoginProfile.objects.update(password_changed=now() - timedelta(days=2))


@pytest.mark.parametrize("shut", [disabled, without_console_access, expired_for_good])
def test_it_opens_to_nobody_whom_a_password_does_not(
    erin: User, key: SecurityKey, shut: Callable[[User], None]
) -> None:
    shut(erin)
    client = Client()
    answer(client, key)
    assert not is_signed_in(client)


def test_a_new_password_that_is_due_comes_first(erin: User, key: SecurityKey) -> None:
    LoginProfile.objects.update(is_reset_required=True)
    client = Client()
    answer(client, key)
    assert client.get("/console/me")["Location"].startswith("/signin/new-password")


def test_root_comes_in_with_one_too(root: User) -> None:
    key = enrol_key(root).but(handle=root.user_id.encode())
    client = Client()
    answer(client, key)
    assert client.get("/console/me").status_code == 200


def test_tries_are_counted_by_address(key: SecurityKey) -> None:
    client = Client()
    with time_machine.travel(now().replace(second=5), tick=False):
        for _ in range(20):
            answer(client, key.but(challenge="AAAA"))
        refused = answer(client, key)
        assert "Too many attempts to sign in." in client.get(refused["Location"]).text
    assert not is_signed_in(client)


def test_a_refusal_is_in_the_trail_of_whom_it_is_about(erin: User, key: SecurityKey) -> None:
    answer(Client(), key.but(challenge="AAAA"))
    trail.flush()
    event = Event.objects.get(action="signin:ConsoleLogin")
    assert (event.caller_arn, event.error) == (erin.arn, "SignInRefused")
