from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts import trail
from accounts.operations.checks import list_lockouts
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, give_password, grant, make_user
from tests.signin.browsers import try_root, try_user

NOON = datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
    trail.flush()


@pytest.fixture
def viewer(admin, clock):
    return admin


def guess(user, times, address="203.0.113.9"):
    for n in range(times):
        try_user(Client(REMOTE_ADDR=address), user.account_id, user.name, f"guess {n}")
    trail.flush()


def told(caller):
    found = list_lockouts(caller)
    assert found.count == len(found.lockouts)
    return [(one.user_arn.rpartition("/")[2], one.source_ip) for one in found.lockouts]


def test_nobody_is_locked_out_at_first(viewer):
    assert told(viewer) == []


def test_who_guessed_too_often_is_told_until_the_wait_ends(viewer, clock, carol):
    give_password(carol)
    guess(carol, 4)
    assert told(viewer) == []
    guess(carol, 1)
    assert told(viewer) == [("carol", "")]
    assert list_lockouts(viewer).lockouts[0].until == NOON.replace(minute=1, second=0)
    clock.shift(timedelta(minutes=1))
    assert told(viewer) == []


def test_an_address_that_guesses_at_many_is_told_after_them(viewer, account, clock):
    for n in range(5):
        guess(make_user(account, f"user{n}"), 4)
        clock.shift(timedelta(seconds=3))
    assert told(viewer) == [("", "203.0.113.9")]


def test_root_is_told_like_anybody(viewer, root):
    for n in range(5):
        try_root(Client(REMOTE_ADDR="203.0.113.9"), root.email, f"guess {n}")
    trail.flush()
    (found,) = list_lockouts(viewer).lockouts
    assert found.user_arn == root.arn


def test_guesses_at_another_account_are_not_told_here(viewer, mallory):
    guess(mallory, 5)
    assert told(viewer) == []


def test_they_come_in_pages(viewer, account, clock):
    for name in ("a", "b", "c"):
        guess(make_user(account, name), 5, f"203.0.113.{ord(name)}")
        clock.shift(timedelta(seconds=3))
    found = list_lockouts(viewer, page_number=2, page_size=2)
    assert ([one.user_arn[-1] for one in found.lockouts], found.count) == (["c"], 3)


def test_it_takes_leave_to_read_the_trail(carol):
    with pytest.raises(AccessDenied, match="cloudtrail:LookupEvents"):
        list_lockouts(calling(carol))
    grant(carol, allow("cloudtrail:LookupEvents"))
    assert list_lockouts(calling(carol)).count == 0
