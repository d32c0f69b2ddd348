"""Lists of other sites' passwords, tried at fifty a second from all over the world: few are looked
at, and whoever has signed in before gets in all the while."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Account, User
from accounts.signin.throttle import LIMITS
from tests import people
from tests.signin.browsers import signed_in, try_user

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GUESSES_A_SECOND = 50
VERIFIED, IN, THROTTLED = 422, 302, 429


def guessed(lines: int, account: Account) -> tuple[Counter[int], Counter[int]]:
    """How the guesses of a list ended, and the sign-ins of an honest user in between."""
    chance, guesses, honest = random.Random(10), Counter[int](), Counter[int]()
    with time_machine.travel(NOON, tick=False) as clock:
        for name in ("honest", *(f"user-{n}" for n in range(100))):
            people.give_password(people.make_user(account, name))
        browser = signed_in(User.objects.get(name="honest"))
        stranger = Client()
        for line in range(lines):
            clock.shift(timedelta(seconds=1 / GUESSES_A_SECOND))
            address = ".".join(str(chance.randrange(1, 224)) for _ in range(4))
            name = chance.choice([f"user-{chance.randrange(200)}", "honest"])
            stranger.defaults["REMOTE_ADDR"] = address
            answer = try_user(stranger, "example", name, f"leaked {line}")
            guesses[answer.status_code] += 1
            if line % 50 == 0:
                honest[try_user(browser, "example", "honest").status_code] += 1
    return guesses, honest


def allowed(lines: int) -> int:
    """How many guesses one account's limits let through in that time, windows begun included."""
    seconds = lines / GUESSES_A_SECOND
    return min(
        limit.tries * (int(seconds // limit.window.total_seconds()) + 1)
        for limit in LIMITS["account"]
    )


@pytest.mark.parametrize(
    "lines", [500, pytest.param(10_000, marks=[pytest.mark.deep, pytest.mark.timeout(1800)])]
)
def test_few_of_a_long_list_are_looked_at_and_the_honest_get_in(
    account: Account, lines: int
) -> None:
    guesses, honest = guessed(lines, account)
    assert honest == {IN: -(-lines // 50)}
    assert guesses.keys() == {VERIFIED, THROTTLED}
    assert 0 < guesses[VERIFIED] <= allowed(lines)
    assert guesses[THROTTLED] > 0.9 * lines
