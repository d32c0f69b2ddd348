"""One-time codes: which are right, and that each is right once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.models import MFADevice, SignInAttempt, User
from accounts.signin import codes, mfa, throttle
from iamconsole.errors import AccessDenied, Refused
from tests import people
from tests.authenticators import OATHTOOL, Authenticator, code_by_oathtool, enrol
from tests.refusals import refused

NOON = datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone(carol: User) -> Authenticator:
    return enrol(carol)


def is_right(user: User, phone: Authenticator, code: str) -> bool:
    try:
        return mfa.check_code(user, phone.serial_number, code).user == user
    except AccessDenied as refusal:
        assert refusal.message == mfa.WRONG
        return False


def test_a_code_is_right_once(carol: User, phone: Authenticator, clock: Any) -> None:
    code = phone.code()
    assert is_right(carol, phone, code)
    assert not is_right(carol, phone, code)


@pytest.mark.parametrize(
    "spelled",
    [
        lambda code: f" {code[:3]} {code[3:]} ",
        lambda code: f"{code[:3]}-{code[3:]}",
        lambda code: "\u200b".join(code),
        lambda code: "".join(chr(0xFF10 + int(digit)) for digit in code),
        lambda code: "".join(chr(0x0660 + int(digit)) for digit in code),
    ],
    ids=["spaces", "hyphen", "invisible", "full width", "arabic"],
)
def test_in_another_spelling_it_is_the_same_code(
    carol: User, phone: Authenticator, clock: Any, spelled: Any
) -> None:
    assert is_right(carol, phone, spelled(phone.code()))
    assert not is_right(carol, phone, phone.code())
    clock.shift(30)
    assert is_right(carol, phone, phone.code())
    assert not is_right(carol, phone, spelled(phone.code()))


def test_an_older_code_is_over_once_a_newer_was_used(
    carol: User, phone: Authenticator, clock: Any
) -> None:
    assert is_right(carol, phone, phone.code(1))
    assert not is_right(carol, phone, phone.code(0))


@pytest.mark.parametrize(("later", "right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_the_code_before_and_the_one_after_will_do(
    carol: User, phone: Authenticator, clock: Any, later: int, right: bool
) -> None:
    assert is_right(carol, phone, phone.code(later)) is right


def test_a_clock_that_runs_slow_is_followed(carol: User, phone: Authenticator, clock: Any) -> None:
    for late in range(1, 6):
        assert is_right(carol, phone, phone.code(-late))
        clock.shift(timedelta(days=1))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٣", "0" * 5000, "\0" * 6])
def test_what_is_no_code_is_wrong(carol: User, phone: Authenticator, code: str) -> None:
    assert not is_right(carol, phone, code)


def test_two_codes_in_one_are_no_code(carol: User, phone: Authenticator, clock: Any) -> None:
    assert not is_right(carol, phone, phone.code() + phone.code(1))


def test_devices_of_others_and_unknown_ones_are_wrong_like_a_code(
    carol: User, bob: User, phone: Authenticator
) -> None:
    assert not is_right(bob, phone, phone.code())
    assert not is_right(carol, Authenticator(phone.seed, "GAHT00000000"), phone.code())


def test_a_key_has_no_codes(carol: User) -> None:
    device = enrol(carol, kind="key")
    MFADevice.objects.update(sealed_seed="")
    assert not is_right(carol, device, device.code())


def test_a_tokens_counts_go_forward_only(carol: User) -> None:
    token = enrol(carol, "HOTP12345678", "counter")
    assert is_right(carol, token, token.code_of(3))
    assert not is_right(carol, token, token.code_of(3))
    assert not is_right(carol, token, token.code_of(2))
    assert is_right(carol, token, token.code_of(13))
    assert not is_right(carol, token, token.code_of(24))


def test_tries_are_counted_before_they_are_looked_at(
    carol: User, phone: Authenticator, clock: Any
) -> None:
    for _ in range(5):
        assert not is_right(carol, phone, "000000")
    with pytest.raises(throttle.TooManyTries):
        mfa.check_code(carol, phone.serial_number, phone.code())
    clock.shift(timedelta(minutes=1))
    assert is_right(carol, phone, phone.code())


def test_a_right_code_costs_no_try(carol: User, phone: Authenticator, clock: Any) -> None:
    for _ in range(12):
        assert is_right(carol, phone, phone.code())
        clock.shift(30)
    assert set(SignInAttempt.objects.values_list("count", flat=True)) <= {0}


def test_a_browser_that_was_here_before_has_tries_of_its_own(
    carol: User, phone: Authenticator, clock: Any
) -> None:
    for _ in range(5):
        assert not is_right(carol, phone, "000000")
    assert mfa.check_code(carol, phone.serial_number, phone.code(), browser="a known one")


@pytest.mark.django_db(transaction=True)
def test_the_same_code_in_many_places_at_once_is_right_in_one(account: Any) -> None:
    dave = people.make_user(account, "dave")
    phone = enrol(dave)
    code, start = phone.code(), threading.Barrier(4)

    def attempt(spelling: str) -> str:
        try:
            start.wait()
            mfa.check_code(dave, phone.serial_number, spelling)
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "right"

    spellings = [code, f"{code[:3]} {code[3:]}", f" {code}", code]
    with ThreadPoolExecutor(len(spellings)) as pool:
        ended = Counter(pool.map(attempt, spellings))
    assert ended == {"right": 1, "AccessDenied": 3}


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_no_more_are_looked_at_than_the_limit(
    account: Any, monkeypatch: Any
) -> None:
    dave = people.make_user(account, "dave")
    phone = enrol(dave)
    looked_at: list[str] = []

    def counted(seed: bytes, typed: str, steps: Any) -> None:
        looked_at.append(typed)

    monkeypatch.setattr(codes, "matching_step", counted)

    def attempt(number: int) -> str:
        try:
            mfa.check_code(dave, phone.serial_number, f"{number:06}")
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "right"

    with ThreadPoolExecutor(8) as pool:
        ended = Counter(pool.map(attempt, range(60)))
    assert ended["right"] == 0
    assert 1 <= len(looked_at) <= 10  # five a minute, and a minute may end meanwhile


@pytest.mark.skipif(not OATHTOOL, reason="oathtool is not installed")
def test_oathtool_shows_the_codes_we_take(carol: User, phone: Authenticator) -> None:
    for later in (-1, 0, 1):
        shown = code_by_oathtool(phone.seed, later)
        assert is_right(carol, phone, shown)


def test_nobody_learns_which_part_was_wrong(carol: User, phone: Authenticator) -> None:
    with refused(
        AccessDenied, "MultiFactorAuthentication failed with invalid MFA one time pass code."
    ):
        mfa.check_code(carol, "unknown", "000000")
