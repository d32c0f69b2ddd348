"""Passwords are hashed as OWASP advises, a few at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import check_password, make_password

from accounts.signin import hashers
from accounts.signin.hashers import MOST_AT_ONCE, a_turn
from iamconsole import settings as production
from iamconsole.errors import Throttling


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
