"""What the trail tells of signing in: who came in, who could not, and who was made to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from accounts import trail
from accounts.models import Event, User
from tests import people
from tests.authenticators import enrol
from tests.signin.browsers import try_user


@pytest.fixture
def erin(account: object, alice: User) -> User:
    user = people.make_user(alice.account, "erin")
    people.give_password(user)
    return user


def told() -> list[tuple[str, str, str]]:
    trail.flush()
    rows = Event.objects.filter(action__startswith="signin:").order_by("time", "id")
    return list(rows.values_list("action", "error", "caller_arn"))


def test_who_comes_in_is_written_down(erin: User) -> None:
    try_user(Client(), "example", "erin")
    assert told() == [("signin:ConsoleLogin", "", erin.arn)]


def test_who_has_the_wrong_password_is(erin: User) -> None:
    try_user(Client(), "example", "erin", "wrong")
    assert told() == [("signin:ConsoleLogin", "SignInRefused", erin.arn)]


def test_a_name_nobody_has_is_not_kept_for_it_may_be_a_password(erin: User) -> None:
    try_user(Client(), "example", "correct horse battery", "wrong")
    assert told() == [("signin:ConsoleLogin", "SignInRefused", "")]


def test_who_has_the_wrong_code_is(erin: User) -> None:
    phone, client = enrol(erin), Client()
    try_user(client, "example", "erin")
    client.post("/signin/factor", {"choice": phone.serial_number, "code": "000000"})
    assert told() == [("signin:ConsoleLogin", "SignInRefused", erin.arn)]


def waits() -> int:
    return sum(error == "Throttling" for _, error, _ in told())


def test_who_is_made_to_wait_is_once_in_ten_minutes(erin: User) -> None:
    begun = now().replace(minute=1, second=0) + timedelta(hours=1)
    with time_machine.travel(begun, tick=False) as clock:
        for _ in range(12):
            try_user(Client(), "example", "erin", "wrong")
        assert waits() == 1
        clock.shift(timedelta(minutes=10))
        for _ in range(12):
            try_user(Client(), "example", "erin", "wrong")
        assert waits() == 2


def test_guessing_codes_comes_to_the_same(erin: User) -> None:
    phone = enrol(erin)
    begun = now().replace(minute=1, second=0) + timedelta(hours=3)
    with time_machine.travel(begun, tick=False):
        client = Client()
        try_user(client, "example", "erin")
        for _ in range(9):
            client.post("/signin/factor", {"choice": phone.serial_number, "code": "000000"})
        assert waits() == 1
