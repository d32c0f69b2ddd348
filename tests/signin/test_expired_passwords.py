"""Passwords that are too old: changed at sign-in, or by an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts import password_rules
from accounts.models import Account, ConsoleSession, Event, LoginProfile, PasswordPolicy, User
from accounts.operations.login_profiles import update_login_profile
from accounts.signin import sessions
from iamconsole.caller import Face, Origin
from iamconsole.errors import SignInRefused
from tests import people
from tests.people import PASSWORD, calling
from tests.signin.browsers import try_root, try_user

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW = "entirely my own choice"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def dora(clock: time_machine.Traveller, account: Account) -> User:
    """A user who got a password at noon, which expires after thirty days."""
    user = people.make_user(account, "dora")
    people.give_password(user)
    PasswordPolicy.objects.create(account=account, max_age_days=30)
    return user


def sign_in(password: str = PASSWORD) -> tuple[Client, str]:
    client = Client()
    answer = try_user(client, "example", "dora", password)
    assert answer.status_code == 302
    return client, client.get("/console/me").headers.get("Location", "")


def test_it_opens_the_console_to_the_last_second(dora: User, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=30) - timedelta(seconds=1))
    _, sent_to = sign_in()
    assert sent_to == ""


def test_then_it_opens_only_the_page_that_sets_another(
    dora: User, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=30))
    client, sent_to = sign_in()
    assert sent_to.startswith("/signin/new-password")
    assert "older than the account allows" in client.get("/signin/new-password").text
    assert client.get("/api/v1/users").status_code == 401
    client.post("/signin/new-password", {"password": NEW, "again": NEW})
    assert client.get("/console/me").status_code == 200
    assert sign_in(NEW)[1] == ""


def test_one_that_is_expired_for_good_meanwhile_is_not_changed_there(
    dora: User, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=30))
    client, _ = sign_in()
    PasswordPolicy.objects.update(is_expiry_hard=True)
    answer = client.post("/signin/new-password", {"password": NEW, "again": NEW})
    assert answer.status_code == 422
    assert password_rules.EXPIRED_FOR_GOOD in answer.text
    assert client.get("/console/me").headers["Location"].startswith("/signin/new-password")


def test_who_is_signed_in_stays_so(dora: User, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=30) - timedelta(minutes=10))
    client, _ = sign_in()
    clock.shift(timedelta(minutes=20))
    assert client.get("/console/me").status_code == 200


def test_a_shorter_age_holds_at_the_next_sign_in(dora: User, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=5))
    assert sign_in()[1] == ""
    PasswordPolicy.objects.update(max_age_days=3)
    assert sign_in()[1]
    PasswordPolicy.objects.all().delete()
    assert sign_in()[1] == ""


def test_a_new_one_begins_its_days_anew(
    dora: User, alice: User, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=20))
    update_login_profile(calling(alice), user_name="dora", password=NEW)
    clock.shift(timedelta(days=20))
    assert sign_in(NEW)[1] == ""


def test_root_s_never_expires(dora: User, root: User, clock: time_machine.Traveller) -> None:
    PasswordPolicy.objects.update(is_expiry_hard=True)
    clock.shift(timedelta(days=1000))
    client = Client()
    assert try_root(client, root.email).status_code == 302
    assert client.get("/console/me").status_code == 200


class TestAHardExpiry:
    @pytest.fixture(autouse=True)
    def hard(self, dora: User, clock: time_machine.Traveller) -> None:
        PasswordPolicy.objects.update(is_expiry_hard=True)
        clock.shift(timedelta(days=30))

    def test_it_keeps_the_owner_out_and_says_why(self) -> None:
        answer = try_user(Client(), "example", "dora")
        assert answer.status_code == 422
        assert password_rules.EXPIRED_FOR_GOOD in answer.text
        assert not ConsoleSession.objects.exists()
        assert Event.objects.get(action="signin:ConsoleLogin").error == "PasswordExpired"

    def test_it_says_nothing_to_those_who_do_not_know_the_password(self) -> None:
        answer = try_user(Client(), "example", "dora", "a guess")
        assert password_rules.EXPIRED_FOR_GOOD not in answer.text

    def test_an_administrator_helps(self, alice: User) -> None:
        update_login_profile(calling(alice), user_name="dora", password=NEW)
        assert sign_in(NEW)[1] == ""


def test_a_password_changed_between_its_check_and_the_session_opens_none(
    dora: User, alice: User
) -> None:
    checked = User.objects.select_related("login_profile").get(pk=dora.pk)
    given = {"user_name": "dora", "password": NEW}
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        update_login_profile(calling(alice), **given)
        with pytest.raises(SignInRefused):
            sessions.begin(checked, Origin(face=Face.CONSOLE, source_ip="192.0.2.1"))
    assert not ConsoleSession.objects.exists()


def test_an_expired_and_a_reset_password_are_both_changed_once(
    dora: User, clock: time_machine.Traveller
) -> None:
    LoginProfile.objects.update(is_reset_required=True)
    clock.shift(timedelta(days=40))
    client, sent_to = sign_in()
    assert sent_to
    client.post("/signin/new-password", {"password": NEW, "again": NEW})
    assert client.get("/console/me").status_code == 200
