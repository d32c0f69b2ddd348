"""Guessing: how often it may be tried, by whom, and for how long it is over."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from accounts.models import Account, Event, SignInAttempt, User
from accounts.signin import passwords, throttle
from iamconsole import job_runs
from iamconsole.caller import Face, Origin
from iamconsole.errors import SignInRefused
from tests import people
from tests.signin.browsers import is_signed_in, signed_in, try_root, try_user

NOON = datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def honest(carol: User, clock: Any) -> User:
    people.give_password(carol)
    return carol


def guess(user: User, times: int, address: str = "203.0.113.9") -> Counter[int]:
    """Wrong guesses, each from a browser that was never here, and the statuses they ended with."""
    return Counter(
        try_user(Client(REMOTE_ADDR=address), "example", user.name, f"guess {n}").status_code
        for n in range(times)
    )


def ends(user_name: str, address: str) -> str:
    """How one wrong guess from that address ends."""
    origin = Origin(face=Face.CONSOLE, source_ip=address)
    try:
        passwords.admit(passwords.user_sought("example", user_name), "summer", origin)
    except SignInRefused:
        return "verified"
    except throttle.TooManyTries:
        return "sent away"
    raise AssertionError("the guess was right")


def test_five_guesses_a_minute_are_looked_at(honest: User, clock: Any) -> None:
    assert guess(honest, 8) == {422: 5, 429: 3}
    assert Event.objects.filter(error="SignInRefused").count() == 5


def test_the_right_password_waits_too_so_that_it_is_not_told_from_a_guess(
    honest: User, clock: Any
) -> None:
    guess(honest, 5)
    answer = try_user(Client(), "example", "carol")
    assert answer.status_code == 429
    assert not is_signed_in(answer.client)


def test_the_page_tells_how_long_to_wait(honest: User, clock: Any) -> None:
    guess(honest, 5)
    answer = try_user(Client(), "example", "carol")
    assert answer.headers["Retry-After"] == "59"
    assert "Try again in 59 seconds." in answer.text


def test_the_page_leads_back_to_where_one_was_going(honest: User, clock: Any) -> None:
    guess(honest, 5)
    answer = try_user(Client(), "example", "carol", next="/console/groups")
    assert 'href="/signin?next=%2Fconsole%2Fgroups"' in answer.text
    answer = try_user(Client(), "example", "carol", next="https://evil.example")
    assert 'href="/signin?next=%2Fconsole%2F"' in answer.text


def test_when_the_time_is_over_the_right_password_is_enough(honest: User, clock: Any) -> None:
    guess(honest, 5)
    clock.shift(timedelta(seconds=60))
    assert try_user(Client(), "example", "carol").status_code == 302


def test_who_goes_on_guessing_waits_longer_and_longer(db: None, clock: Any) -> None:
    verified = []
    for minute in (*range(15), *range(15, 11 * 60, 10)):
        clock.move_to(NOON + timedelta(minutes=minute))
        verified += [minute] * tries_allowed("carol", 6)
    within = [sum(minute < end for minute in verified) for end in (1, 10, 120, 11 * 60)]
    assert within == [5, 10, 30, 100]


def test_no_lock_outlasts_a_day(db: None, clock: Any) -> None:
    for hour in range(24):
        clock.move_to(NOON + timedelta(hours=hour))
        tries_allowed("carol", 40)
    clock.move_to(NOON + timedelta(days=1))
    assert tries_allowed("carol", 1) == 1


def tries_allowed(user_name: str, times: int) -> int:
    allowed = 0
    for _ in range(times):
        with suppress(throttle.TooManyTries):
            throttle.count([("user", user_name)])
            allowed += 1
    return allowed


def test_spellings_of_one_name_share_their_tries(honest: User, clock: Any) -> None:
    spellings = ["carol", "CAROL", " carol ", "ｃａｒｏｌ", "Carol"]
    for spelling in spellings:
        assert try_user(Client(), "example", spelling, "wrong").status_code == 422
    for account in ("example", people.ACCOUNT, "1111-2222-3333", "EXAMPLE"):
        assert try_user(Client(), account, "carol", "wrong").status_code == 429


def test_unknown_names_are_slowed_like_known_ones(account: Account, clock: Any) -> None:
    for _ in range(5):
        assert try_user(Client(), "nowhere", "nobody", "wrong").status_code == 422
    assert try_user(Client(), "nowhere", "nobody", "wrong").status_code == 429


def test_root_is_guarded_alike(account: Account, clock: Any) -> None:
    for _ in range(5):
        assert try_root(Client(), "root@example.example", "wrong").status_code == 422
    assert try_root(Client(), "Root@Example.Example", "wrong").status_code == 429


def test_one_password_for_many_names_is_stopped_by_the_address(
    account: Account, clock: Any
) -> None:
    ended = within_a_minute(clock, ["203.0.113.9"] * 40)
    assert ended == {"verified": 20, "sent away": 20}


def test_neighbours_in_one_network_share_what_it_may_try(account: Account, clock: Any) -> None:
    ended = within_a_minute(clock, [f"203.0.113.{n}" for n in range(100)])
    assert ended == {"verified": 60, "sent away": 40}


def test_an_ipv6_customer_has_one_network_however_many_addresses(
    account: Account, clock: Any
) -> None:
    ended = within_a_minute(clock, [f"2001:db8:1:2::{n:x}" for n in range(100)])
    assert ended["verified"] == 60


def within_a_minute(clock: Any, addresses: list[str]) -> Counter[str]:
    """How guesses for another name from each address end, slower than an account is slowed."""
    ended: Counter[str] = Counter()
    for number, address in enumerate(addresses):
        ended[ends(f"user{number}", address)] += 1
        clock.shift(timedelta(seconds=0.55))
    return ended


def test_an_account_is_guessed_at_slowly_from_wherever_it_is(account: Account, clock: Any) -> None:
    everywhere = [f"203.{n}.113.9" for n in range(100)]
    at_once = Counter(ends(f"user{n}", address) for n, address in enumerate(everywhere))
    assert at_once == {"verified": 5, "sent away": 95}
    clock.shift(timedelta(seconds=3))
    later = Counter(ends(f"user{n}", address) for n, address in enumerate(everywhere))
    assert later == at_once


def test_a_browser_that_was_here_before_is_not_kept_out_by_others(honest: User, clock: Any) -> None:
    mine = signed_in(honest)
    mine.post("/signout")
    for n in range(3):
        guess(honest, 6, f"198.51.{n}.7")
    assert try_user(Client(), "example", "carol").status_code == 429
    assert try_user(mine, "example", "carol").status_code == 302


def test_a_known_browser_may_not_guess_for_ever_either(honest: User, clock: Any) -> None:
    mine = signed_in(honest)
    answers = Counter(try_user(mine, "example", "carol", f"{n}").status_code for n in range(10))
    assert answers == {422: 5, 429: 5}


def test_a_known_browser_is_known_for_its_own_user_only(
    honest: User, alice: User, clock: Any
) -> None:
    people.give_password(alice)
    mine = signed_in(honest)
    guess(alice, 5)
    assert try_user(mine, "example", "alice", "guess").status_code == 429


def test_signing_in_often_is_not_guessing(honest: User, clock: Any) -> None:
    for _ in range(30):
        assert try_user(Client(), "example", "carol").status_code == 302


def test_a_right_guess_elsewhere_buys_no_further_guesses(
    honest: User, alice: User, clock: Any
) -> None:
    """Whoever owns one user must not get the address's tries back by signing in as that one."""
    people.give_password(alice)
    verified = 0
    for n in range(40):
        name, password = ("alice", people.PASSWORD) if n % 4 == 3 else (f"user{n}", "summer")
        status = try_user(Client(REMOTE_ADDR="203.0.113.9"), "example", name, password).status_code
        verified += status == 422
        clock.shift(timedelta(seconds=1))
    assert verified == 20


def test_what_was_tried_cannot_be_read_from_the_counts(honest: User, clock: Any) -> None:
    try_user(Client(), "example", "hunter2-typed-into-the-wrong-box", "wrong")
    kept = str(list(SignInAttempt.objects.values())) + str(list(Event.objects.values()))
    assert "hunter2" not in kept


def test_counts_of_past_windows_are_cleared_away(honest: User, clock: Any) -> None:
    guess(honest, 3)
    clock.shift(timedelta(days=3))
    signed_in(honest)
    job_runs.run("accounts.forget_sign_in_attempts")
    assert SignInAttempt.objects.filter(window__lt=now() - timedelta(days=2)).count() == 0


def test_counting_a_try_takes_two_statements(
    account: Account, clock: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        throttle.count([("user", "carol"), *throttle.address_subjects("203.0.113.9")])


def test_of_two_hundred_guesses_at_once_five_are_verified(transactional_db: None) -> None:
    account = people.make_account("999988887777", "example")
    people.give_password(people.make_user(account, "carol"))
    ended: list[str] = []

    def guess_once(number: int) -> None:
        try:
            ended.append(ends("carol", f"10.{number}.0.1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess_once, args=(n,)) for n in range(200)]
    with time_machine.travel(NOON, tick=False):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(ended) == 200
    assert 1 <= ended.count("verified") <= 5


def test_tries_that_share_some_of_their_counts_never_block_each_other(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {kind: (throttle.Limit(10_000, timedelta(days=1)),) for kind in throttle.LIMITS}
    monkeypatch.setattr(throttle, "LIMITS", many)
    failures: list[Exception] = []

    def try_often(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(12):
                subjects = [(kind, str(chance.randrange(3))) for kind in many]
                chance.shuffle(subjects)
                counters = throttle.count(subjects)
                if chance.random() < 0.5:
                    throttle.give_back(counters)
                    given_back.append(len(subjects))
        except Exception as failure:  # noqa: BLE001  # whatever it is, the test shows it
            failures.append(failure)
        finally:
            connection.close()

    given_back: list[int] = []
    threads = [threading.Thread(target=try_often, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    counted = sum(SignInAttempt.objects.values_list("count", flat=True))
    assert counted == 6 * 12 * len(many) - sum(given_back), "no try is lost or counted twice"
