"""Links to set a password with: handed over by an administrator, used once by the user."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import Account, Event, LoginProfile, PasswordLink, User
from accounts.signin import password_links
from iamconsole.caller import Face, Origin
from iamconsole.errors import SignInRefused
from tests import people
from tests.people import PASSWORD
from tests.signin.browsers import is_signed_in, signed_in, try_user

NEW = "entirely my own choice"
HERE = Origin(face=Face.CONSOLE, source_ip="192.0.2.1")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def dora(account: Account) -> User:
    user = people.make_user(account, "dora")
    people.give_password(user)
    return user


@pytest.fixture
def token(dora: User) -> str:
    return password_links.make(dora, password_links.HANDED_OVER_FOR)[0]


def choose(token: str, password: str = NEW, again: str = "") -> Any:
    typed = {"password": password, "again": again or password}
    return Client().post(f"/signin/reset/{token}", typed)


def test_the_user_chooses_and_signs_in_with_it(dora: User, token: str) -> None:
    assert "dora" in Client().get(f"/signin/reset/{token}").text
    answer = choose(token)
    assert answer.headers["Location"] == "/a/example"
    assert try_user(Client(), "example", "dora", NEW).status_code == 302
    assert try_user(Client(), "example", "dora").status_code == 422


def test_a_first_password_is_set_the_same_way(carol: User) -> None:
    token, _ = password_links.make(carol, password_links.HANDED_OVER_FOR)
    assert choose(token).status_code == 302
    assert try_user(Client(), "example", "carol", NEW).status_code == 302


def test_whoever_has_the_link_is_not_signed_in_by_it(token: str) -> None:
    client = Client()
    client.post(f"/signin/reset/{token}", {"password": NEW, "again": NEW})
    assert not is_signed_in(client)


def test_looking_at_the_page_does_not_use_it_up(token: str) -> None:
    for _ in range(3):
        assert Client().get(f"/signin/reset/{token}").status_code == 200
        assert Client().head(f"/signin/reset/{token}").status_code == 200
    assert choose(token).status_code == 302


def test_it_works_once(dora: User, token: str) -> None:
    choose(token)
    assert Client().get(f"/signin/reset/{token}").status_code == 410
    assert choose(token, "yet another choice").status_code == 410
    assert try_user(Client(), "example", "dora", NEW).status_code == 302


def test_it_ends_after_a_day(token: str, clock: time_machine.Traveller, dora: User) -> None:
    token, _ = password_links.make(dora, password_links.HANDED_OVER_FOR)
    clock.shift(timedelta(hours=24) - timedelta(seconds=1))
    assert Client().get(f"/signin/reset/{token}").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert Client().get(f"/signin/reset/{token}").status_code == 410
    assert choose(token).status_code == 410


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "é", ".."])
def test_what_is_no_link_opens_nothing(db: None, token: str) -> None:
    assert Client().get(f"/signin/reset/{token}").status_code in (404, 410)


def test_its_digest_opens_nothing(token: str) -> None:
    assert choose(PasswordLink.objects.get().digest).status_code == 410


def test_it_is_of_one_user_in_one_account(dora: User, token: str, mallory: User) -> None:
    """A namesake elsewhere, and whoever else there is, keep their passwords."""
    namesake = people.make_user(mallory.account, "dora")
    people.give_password(namesake)
    before = LoginProfile.objects.get(user=namesake).password_hash
    choose(token)
    assert LoginProfile.objects.get(user=namesake).password_hash == before
    assert not Event.objects.filter(account_id=mallory.account_id).exists()
    assert try_user(Client(), "elsewhere", "dora", NEW).status_code == 422


def test_a_disabled_user_s_opens_nothing(dora: User, token: str) -> None:
    User.objects.filter(pk=dora.pk).update(is_enabled=False)
    assert choose(token).status_code == 410


def test_a_password_that_will_not_do_leaves_it(dora: User, token: str) -> None:
    for password in ("short", "password123", "日本語のパスワード", PASSWORD):
        assert choose(token, password).status_code == 422
    assert choose(token, NEW, "another").status_code == 422
    assert choose(token).status_code == 302


def test_using_it_signs_every_browser_out_and_is_written_down(dora: User, token: str) -> None:
    browser = signed_in(dora)
    choose(token)
    assert not is_signed_in(browser)
    event = Event.objects.get(action="signin:PasswordUpdated")
    assert event.caller_arn == dora.arn
    assert token not in str(list(Event.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_of_two_in_the_same_moment_one_sets_the_password() -> None:
    user = people.make_user(people.make_account(people.ACCOUNT, "example"), "dora")
    token, _ = password_links.make(user, password_links.HANDED_OVER_FOR)

    def use(password: str) -> str:
        try:
            password_links.use(token, password, HERE)
        except SignInRefused:
            return ""
        finally:
            connection.close()
        return password

    with ThreadPoolExecutor(4) as pool:
        used = [one for one in pool.map(use, [f"{NEW} {n}" for n in range(4)]) if one]
    assert len(used) == 1
    assert try_user(Client(), "example", "dora", used[0]).status_code == 302
