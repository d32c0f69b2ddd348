"""Nobody learns from a refusal whether an account, a user, a password or an address is real."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import erfc, sqrt
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.models import Account, SignInAttempt, User
from tests import people
from tests.signin.browsers import try_root, try_user

PAIRS = 200
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_RANDOM = re.compile(rb"[\w-]{32,}(:[\w-]+)*")  # tokens of forms and challenges

Try = tuple[str, str]
"""What somebody types for an account and a user, or for root's address alone."""


@pytest.fixture
def crowd(account: Account) -> list[User]:
    """People with passwords, one of whom is suspended; a few have none; root has one."""
    users = [people.make_user(account, f"user-{n:03}") for n in range(PAIRS)]
    for user in users[: PAIRS * 3 // 4]:
        people.give_password(user)
    User.objects.filter(pk=users[0].pk).update(is_enabled=False)
    return users


def pairs() -> Iterator[tuple[Try, Try]]:
    """Real and unreal, typed alike: users with and without passwords, accounts, addresses."""
    for n in range(PAIRS):
        real = ("example", f"user-{n:03}")
        unreal = [("example", f"usex-{n:03}"), ("exampla", f"user-{n:03}")]
        yield real, unreal[n % 2]
    yield ("root@example.example", ""), ("root@example.exampla", "")


def tried(who: Try, address: str) -> HttpResponse:
    account, user = who
    client = Client(REMOTE_ADDR=address)
    if "@" in account:
        return try_root(client, account, "not the password")
    return try_user(client, account, user, "not the password")


def looks(answer: HttpResponse, *typed: str) -> tuple[int, int, str]:
    """What somebody sees: the status, the length and the page without what was typed."""
    page = _RANDOM.sub(b"", answer.content)
    for word in filter(None, typed):
        page = page.replace(word.encode(), b"TYPED")
    return answer.status_code, len(answer.content), page.decode()


@pytest.mark.timeout(600)
def test_two_hundred_pairs_get_the_same_status_the_same_length_and_the_same_page(
    crowd: list[User],
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for n, (real, unreal) in enumerate(pairs()):
            clock.shift(timedelta(seconds=15))
            address = f"10.{n}.0.1"
            there = looks(tried(real, address), *real)
            assert there[0] == 422
            assert looks(tried(unreal, address), *unreal) == there, (real, unreal)


def test_who_forgot_a_password_is_told_the_same_whoever_it_is(root: User) -> None:
    told = {
        looks(Client(REMOTE_ADDR=f"10.{n}.0.1").post("/signin/forgot", {"email": email}), email)
        for n, email in enumerate(("root@example.example", "root@example.exampla", "no address"))
    }
    assert {status for status, _, _ in told} == {302}
    assert len(told) == 1


def rank_test(one: list[float], other: list[float]) -> float:
    """How likely two samples of one distribution differ so much (Mann and Whitney, two-sided)."""
    n, m = len(one), len(other)
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, sample) in enumerate(ranked, start=1) if sample == 0)
    above = ranks - n * (n + 1) / 2
    deviation = sqrt(n * m * (n + m + 1) / 12)
    return erfc(abs(above - n * m / 2) / deviation / sqrt(2))


def test_the_rank_test_tells_samples_apart() -> None:
    chance = random.Random(1)
    same = [[chance.gauss(100, 5) for _ in range(PAIRS)] for _ in range(2)]
    assert rank_test(*same) > 0.01
    assert rank_test(same[0], [value + 3 for value in same[1]]) < 0.0001


@pytest.mark.deep
@pytest.mark.timeout(1800)
def test_by_the_time_it_takes_nobody_is_known_either(crowd: list[User], settings: Any) -> None:
    """Real hashing; both of a pair in turns, so that whatever else runs slows both alike."""
    settings.PASSWORD_HASHERS = ["accounts.signin.hashers.Argon2idHasher"]
    for user in crowd[1 : PAIRS * 3 // 4]:
        user.login_profile.delete()
    people.give_password(crowd[1])
    taken: dict[str, list[float]] = {"real": [], "unreal": []}
    chance = random.Random(7)
    for n in range(PAIRS + 5):
        both = [("real", ("example", "user-001")), ("unreal", ("example", "usex-001"))]
        chance.shuffle(both)
        for kind, who in both:
            SignInAttempt.objects.all().delete()
            began = time.perf_counter()
            tried(who, f"10.{n % 250}.0.1")
            if n >= 5:  # the first ones load what later ones find
                taken[kind].append(time.perf_counter() - began)
    assert rank_test(taken["real"], taken["unreal"]) > 0.01
