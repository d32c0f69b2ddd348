"""Passwords are hashed as OWASP advises, a few at a time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client

from accounts.models import SignInAttempt
from accounts.signin import hashers
from accounts.signin.hashers import MOST_AT_ONCE, a_turn
from accounts.signin.turns import NoTurn, Turns
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


def test_hashes_beyond_the_bound_are_turned_away(monkeypatch):
    monkeypatch.setattr(hashers, "LONGEST_WAIT_SECONDS", 0.01)
    turns = [a_turn() for _ in range(MOST_AT_ONCE)]
    for turn in turns:
        turn.__enter__()
    try:
        with pytest.raises(Throttling):
            make_password("correct horse")
    finally:
        for turn in turns:
            turn.__exit__(None, None, None)
    assert make_password("correct horse")


def test_strangers_leave_a_thread_and_who_is_known_goes_before_them():
    """Somebody who guesses fills neither the queue nor the time of those who do not."""
    turns, ended = Turns(at_once=1, strangers=2), []
    first_is_in, first_may_go = threading.Event(), threading.Event()

    def take(name, *, is_stranger, until=None):
        with turns.turn(5, is_stranger=is_stranger):
            if until:
                first_is_in.set()
                until.wait(5)
            ended.append(name)

    def begin(name, **more):
        thread = threading.Thread(target=take, args=(name,), kwargs=more)
        thread.start()
        return thread

    threads = [begin("first stranger", is_stranger=True, until=first_may_go)]
    first_is_in.wait(5)
    threads.append(begin("second stranger", is_stranger=True))
    wait_until(lambda: turns._places == 0)
    with pytest.raises(NoTurn), turns.turn(5, is_stranger=True):
        pass
    threads.append(begin("known", is_stranger=False))
    wait_until(lambda: turns._known_waiting == 1)
    first_may_go.set()
    for thread in threads:
        thread.join()
    assert ended == ["first stranger", "known", "second stranger"]
    assert (turns._free, turns._places, turns._known_waiting) == (1, 2, 0)


def wait_until(holds):
    deadline = time.monotonic() + 5
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.001)
    assert holds()


def test_a_turn_that_was_waited_for_in_vain_leaves_the_queue():
    turns = Turns(at_once=1, strangers=2)
    with turns.turn(5):
        for is_stranger in (True, False, True):
            with pytest.raises(NoTurn), turns.turn(0.001, is_stranger=is_stranger):
                pass
    with turns.turn(5, is_stranger=True), pytest.raises(NoTurn), turns.turn(0.001):
        pass
    assert (turns._free, turns._places, turns._known_waiting) == (1, 2, 0)


def test_a_try_that_got_no_turn_is_not_counted(account, monkeypatch):
    people.give_password(people.make_user(account, "carol"))
    monkeypatch.setattr(hashers, "_turns", Turns(at_once=1, strangers=0))
    known = Client()
    for _ in range(8):
        answer = try_user(Client(), "example", "carol")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1"
    assert sum(SignInAttempt.objects.values_list("count", flat=True)) == 0
    monkeypatch.setattr(hashers, "_turns", Turns(at_once=1, strangers=1))
    assert try_user(known, "example", "carol").status_code == 302
    monkeypatch.setattr(hashers, "_turns", Turns(at_once=1, strangers=0))
    assert try_user(known, "example", "carol").status_code == 302, "it was here before"


def test_a_hash_that_fails_gives_its_turn_back():
    for _ in range(MOST_AT_ONCE + 1):
        with pytest.raises(ValueError, match="reason"), a_turn():
            raise ValueError("reason")
    assert make_password("correct horse")


def test_many_at_once_all_get_their_turn():
    encoded = make_password("correct horse")
    with ThreadPoolExecutor(4 * MOST_AT_ONCE) as pool:
        asked = pool.map(lambda _: check_password("correct horse", encoded), range(16))
        assert all(asked)
