"""Security keys as a second factor: what a key must say, and what of it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import ConsoleSession, MFADevice, User
from accounts.signin import passkeys
from iamconsole.errors import AccessDenied, InvalidAuthenticationCode
from tests import people
from tests.security_keys import PRESENT, VERIFIED, SecurityKey, enrol_key, text
from tests.signin.browsers import is_signed_in, try_user

NOON = datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def key(carol: User) -> SecurityKey:
    people.give_password(carol)
    return enrol_key(carol)


@pytest.fixture
def browser(carol: User, key: SecurityKey) -> Client:
    """Where the right password was just given."""
    client = Client()
    try_user(client, "example", "carol")
    return client


def options(browser: Client) -> str:
    """What the page asks the key."""
    found: str = browser.get("/signin/factor").context["key_options"]
    return found


def send(browser: Client, answer: str, address: str = "/signin/factor") -> Any:
    return browser.post(address, {"credential": answer})


def test_a_key_signs_in(browser: Client, key: SecurityKey) -> None:
    assert send(browser, key.shown(options(browser))).status_code == 302
    assert is_signed_in(browser)
    session = ConsoleSession.objects.get()
    assert session.mfa_at == NOON
    assert (MFADevice.objects.get().counter, MFADevice.objects.get().last_used) == (2, NOON)


Spoil = Callable[[SecurityKey], SecurityKey]
WRONG: dict[str, Spoil] = {
    "another origin": lambda key: key.but(origin="https://evil.example"),
    "the origin's other port": lambda key: key.but(origin="http://127.0.0.1:1"),
    "the origin in https": lambda key: key.but(origin=key.origin.replace("http:", "https:")),
    "an origin that begins alike": lambda key: key.but(origin=f"{key.origin}.evil.example"),
    "no origin": lambda key: key.but(origin=""),
    "another site's key": lambda key: key.but(rp_id="evil.example"),
    "another challenge": lambda key: key.but(challenge=text(bytes(32))),
    "no challenge": lambda key: key.but(challenge="AA"),
    "the wrong ceremony": lambda key: key.but(kind="webauthn.create"),
    "an unknown ceremony": lambda key: key.but(kind="payment.get"),
    "nobody present": lambda key: key.but(flags=0),
    "nobody present but verified": lambda key: key.but(flags=VERIFIED),
    "a count that stands still": lambda key: key.but(count=1),
    "a count that goes back": lambda key: key.but(count=0),
    "another key's signature": lambda key: key.but(signer=ec.generate_private_key(ec.SECP256R1())),
    "another curve's signature": lambda key: key.but(
        signer=ec.generate_private_key(ec.SECP384R1())
    ),
    "another name": lambda key: key.but(name=b"somebody else's!"),
    "a longer name": lambda key: key.but(name=key.name + b"\0"),
    "another user": lambda key: key.but(handle=b"AIDAAAAAAAAAAAAAAAAAA"),
    "an empty user": lambda key: key.but(handle=b" "),
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG.keys())
def test_anything_else_is_refused(browser: Client, key: SecurityKey, spoil: Spoil) -> None:
    answer = send(browser, spoil(key).shown(options(browser)))
    assert answer.status_code == 422
    assert "was not accepted" in answer.text
    assert not is_signed_in(browser)


MUTATED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another type": lambda answer: answer | {"type": "password"},
    "ids that differ": lambda answer: answer | {"rawId": text(b"x" * 16)},
    "no response": lambda answer: answer | {"response": {}},
    "no signature": lambda a: a | {"response": a["response"] | {"signature": ""}},
    "a signature cut short": lambda a: (
        a | {"response": a["response"] | {"signature": a["response"]["signature"][:-8]}}
    ),
    "data cut short": lambda a: (
        a
        | {
            "response": a["response"]
            | {"authenticatorData": a["response"]["authenticatorData"][:40]}
        }
    ),
    "no client data": lambda a: a | {"response": a["response"] | {"clientDataJSON": text(b"{}")}},
    "a list": lambda answer: [answer],
    "nothing": lambda answer: None,
}


@pytest.mark.parametrize("mutate", MUTATED.values(), ids=MUTATED.keys())
def test_answers_out_of_shape_are_refused(browser: Client, key: SecurityKey, mutate: Any) -> None:
    shown = json.loads(key.shown(options(browser)))
    assert send(browser, json.dumps(mutate(shown))).status_code == 422
    assert not is_signed_in(browser)


def test_an_answer_is_good_once(browser: Client, key: SecurityKey) -> None:
    answer = key.shown(options(browser))
    assert send(browser, answer).status_code == 302
    other = Client()
    try_user(other, "example", "carol")
    assert send(other, answer).status_code == 422
    assert not is_signed_in(other)


def test_a_challenge_is_used_up_by_a_wrong_answer(browser: Client, key: SecurityKey) -> None:
    asked = options(browser)
    assert send(browser, key.but(count=1).shown(asked)).status_code == 422
    assert send(browser, key.shown(asked)).status_code == 422
    assert send(browser, key.shown(options(browser))).status_code == 302


def test_a_challenge_is_one_sessions(browser: Client, key: SecurityKey) -> None:
    other = Client()
    try_user(other, "example", "carol")
    options(browser)
    assert send(browser, key.shown(options(other))).status_code == 422


def test_a_challenge_has_five_minutes(browser: Client, key: SecurityKey, clock: Any) -> None:
    asked = options(browser)
    clock.shift(timedelta(minutes=5))
    assert send(browser, key.shown(asked)).status_code == 422


def test_a_key_that_never_counts_is_taken(browser: Client, key: SecurityKey) -> None:
    MFADevice.objects.update(counter=0)
    assert send(browser, key.but(count=0).shown(options(browser))).status_code == 302
    assert MFADevice.objects.get().last_used == NOON


def test_another_users_key_is_none_of_mine(browser: Client, bob: User) -> None:
    theirs = enrol_key(bob)
    assert send(browser, theirs.shown(options(browser))).status_code == 422


def test_guesses_are_counted_with_those_of_codes(browser: Client, key: SecurityKey) -> None:
    for _ in range(5):
        send(browser, key.but(count=1).shown(options(browser)))
    assert send(browser, key.shown(options(browser))).status_code == 429


def test_a_grave_act_wants_the_key_to_know_its_owner(
    browser: Client, key: SecurityKey, clock: Any
) -> None:
    send(browser, key.shown(options(browser)))
    clock.shift(timedelta(minutes=16))
    page = browser.get("/signin/confirm")
    assert json.loads(page.context["key_options"])["userVerification"] == "required"
    unverified = key.but(flags=PRESENT, count=3).shown(page.context["key_options"])
    assert send(browser, unverified, "/signin/confirm").status_code == 422
    again = browser.get("/signin/confirm").context["key_options"]
    assert send(browser, key.but(count=4).shown(again), "/signin/confirm").status_code == 302


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key.but(origin="https://evil.example"),
        lambda key: key.but(rp_id="evil.example"),
        lambda key: key.but(challenge=text(bytes(32))),
        lambda key: key.but(kind="webauthn.get"),
        lambda key: key.but(flags=0),
    ],
    ids=["origin", "site", "challenge", "ceremony", "nobody present"],
)
def test_a_key_is_not_set_up_by_a_wrong_answer(carol: User, spoil: Spoil) -> None:
    begun = passkeys.creation_for(carol)
    with pytest.raises(InvalidAuthenticationCode):
        passkeys.new_key(carol, begun.state, spoil(SecurityKey()).created(begun.options))


def test_a_key_is_set_up_by_whom_it_was_begun_for(carol: User, bob: User, clock: Any) -> None:
    begun, key = passkeys.creation_for(carol), SecurityKey()
    for user, state in ((bob, begun.state), (carol, begun.state + "x"), (carol, "")):
        with pytest.raises(InvalidAuthenticationCode):
            passkeys.new_key(user, state, key.created(begun.options))
    clock.shift(timedelta(minutes=6))
    with pytest.raises(InvalidAuthenticationCode):
        passkeys.new_key(carol, begun.state, key.created(begun.options))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300), st.sampled_from(["attestationObject", "clientDataJSON", "whole"]))
def test_no_answer_is_a_fault_of_ours(carol: User, noise: bytes, where: str) -> None:
    begun = passkeys.creation_for(carol)
    answer = json.loads(SecurityKey().created(begun.options))
    if where == "whole":
        spoiled = noise.decode("latin-1")
    else:
        answer["response"][where] = text(noise)
        spoiled = json.dumps(answer)
    with pytest.raises(InvalidAuthenticationCode):
        passkeys.new_key(carol, begun.state, spoiled)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300), st.sampled_from(["authenticatorData", "clientDataJSON", "whole"]))
def test_no_shown_answer_is_a_fault_of_ours(
    browser: Client, key: SecurityKey, noise: bytes, where: str
) -> None:
    session = ConsoleSession.objects.select_related("user").get()
    answer = json.loads(key.shown(passkeys.challenge_for(session, is_verified=False)))
    if where == "whole":
        spoiled = noise.decode("latin-1")
    else:
        answer["response"][where] = text(noise)
        spoiled = json.dumps(answer)
    with pytest.raises(AccessDenied):
        passkeys.show(session, spoiled, f"browser of {noise!r}", is_verified=False)
