"""Passwords are hashed as OWASP advises, a few at a time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client

from accounts.models import SignInAttempt
from accounts.signin import hashers
from accounts.signin.hashers import MOST_AT_ONCE, MOST_STRANGERS, for_a_stranger, in_turn
from iamconsole import settings as production
from iamconsole.errors import Throttling
from tests import people
from tests.signin.browsers import try_user


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS


def test_a_password_is_hashed_with_argon2id_at_the_strength_chosen():
    encoded = make_password("correct horse")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("correct horse", encoded)
    assert not check_password("wrong horse", encoded)


def test_a_hash_of_another_strength_is_made_anew_at_sign_in():
    weaker = make_password("correct horse").replace("t=2", "t=1")
    hasher = hashers.Argon2idHasher()
    assert hasher.must_update(weaker)
    assert not hasher.must_update(make_password("correct horse"))


@contextmanager
def all_turns_taken():
    for _ in range(MOST_AT_ONCE):
        assert hashers._turns.acquire(timeout=5)
    try:
        yield
    finally:
        for _ in range(MOST_AT_ONCE):
            hashers._turns.release()


@contextmanager
def strangers_waiting(count):
    """So many strangers have a turn or wait for one; they go when the block ends."""
    first_is_in, may_go = threading.Event(), threading.Event()

    def slowly():
        first_is_in.set()
        return may_go.wait(20)

    with ThreadPoolExecutor(count) as pool:
        waiting = [pool.submit(as_a_stranger, slowly) for _ in range(count)]
        try:
            first_is_in.wait(5)
            wait_until(lambda: hashers._places_of_strangers._value == MOST_STRANGERS - count)
            yield
        finally:
            may_go.set()
    assert all(stranger.result() for stranger in waiting)


def as_a_stranger(hashed):
    with for_a_stranger():
        return in_turn(hashed)


def wait_until(holds):
    deadline = time.monotonic() + 5
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.001)
    assert holds()


def test_hashes_beyond_the_bound_are_turned_away(monkeypatch):
    monkeypatch.setattr(hashers, "LONGEST_WAIT_SECONDS", 0.01)
    with all_turns_taken(), pytest.raises(Throttling):
        make_password("correct horse")
    assert make_password("correct horse")


def test_who_is_known_waits_for_no_stranger():
    with strangers_waiting(MOST_STRANGERS):
        assert make_password("correct horse")


def test_strangers_wait_for_one_another_and_not_for_long(monkeypatch):
    with strangers_waiting(1):
        monkeypatch.setattr(hashers, "LONGEST_WAIT_SECONDS", 0.01)
        with pytest.raises(Throttling):
            as_a_stranger(lambda: "in vain")
        monkeypatch.setattr(hashers, "LONGEST_WAIT_SECONDS", 5.0)
    assert as_a_stranger(lambda: "now") == "now"


def test_strangers_who_are_too_many_are_sent_away_at_once():
    with strangers_waiting(MOST_STRANGERS), pytest.raises(Throttling):
        as_a_stranger(lambda: "in vain")
    assert as_a_stranger(lambda: "now") == "now"


def test_a_try_that_got_no_turn_is_not_counted(account, monkeypatch):
    people.give_password(people.make_user(account, "carol"))
    known = Client()
    assert try_user(known, "example", "carol").status_code == 302
    with strangers_waiting(MOST_STRANGERS):
        for _ in range(8):
            answer = try_user(Client(), "example", "carol")
            assert answer.status_code == 429
            assert answer.headers["Retry-After"] == "1"
        assert sum(SignInAttempt.objects.values_list("count", flat=True)) == 0
        assert try_user(known, "example", "carol").status_code == 302, "it was here before"


@pytest.mark.parametrize("kind", ["known", "stranger"])
def test_a_hash_that_fails_gives_its_turn_back(kind):
    def fail():
        raise ValueError("reason")

    for _ in range(max(MOST_AT_ONCE, MOST_STRANGERS) + 1):
        with pytest.raises(ValueError, match="reason"), for_a_stranger(kind == "stranger"):
            in_turn(fail)
    assert make_password("correct horse")


def test_many_at_once_all_get_their_turn():
    encoded = make_password("correct horse")
    with ThreadPoolExecutor(4 * MOST_AT_ONCE) as pool:
        asked = pool.map(lambda _: check_password("correct horse", encoded), range(16))
        assert all(asked)
