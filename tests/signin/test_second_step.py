"""Signing in with a second factor: nothing is open before it was shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import ConsoleSession, Event, MFADevice, User
from accounts.signin import devices, recovery, sessions
from tests import people
from tests.authenticators import Authenticator, enrol
from tests.signin.browsers import is_signed_in, try_root, try_user

NOON = datetime(2026, 11, 22, 12, 0, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def dana(account: Any) -> User:
    user = people.make_user(account, "dana")
    people.attach(user, "AdministratorAccess")
    people.give_password(user)
    return user


@pytest.fixture
def phone(dana: User) -> Authenticator:
    return enrol(dana)


@pytest.fixture
def browser(dana: User, phone: Authenticator) -> Client:
    """Where the right password was just given."""
    client = Client()
    try_user(client, "example", "dana")
    return client


def show(client: Client, code: str, choice: str = "", **more: str) -> Any:
    choice = choice or f"arn:aws:iam::{people.ACCOUNT}:mfa/phone"
    return client.post("/signin/factor", {"code": code, "choice": choice} | more)


def test_the_password_alone_opens_nothing(browser: Client) -> None:
    for address in ("/console/", "/console/me", "/console/users", "/signin/new-password"):
        answer = browser.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/signin/factor?next=") or address.endswith("password")
    assert browser.get("/api/v1/users").status_code == 401
    assert not is_signed_in(browser)
    assert not Event.objects.filter(action="signin:ConsoleLogin", error="").exists()


def test_with_the_code_one_is_in(browser: Client, phone: Authenticator) -> None:
    answer = show(browser, phone.code(), next="/console/users")
    assert (answer.status_code, answer["Location"]) == (302, "/console/users")
    assert browser.get("/console/users").status_code == 200
    assert Event.objects.get(action="signin:ConsoleLogin", error="")


def test_when_a_device_was_last_used_is_kept_and_a_wrong_code_is_no_use(
    browser: Client, phone: Authenticator
) -> None:
    show(browser, "000000")
    assert MFADevice.objects.get().last_used is None
    show(browser, phone.code())
    assert MFADevice.objects.get().last_used == NOON


def test_the_cookie_is_another_one_afterwards(browser: Client, phone: Authenticator) -> None:
    before = browser.cookies[sessions.COOKIE].value
    show(browser, phone.code())
    assert sessions.find(before) is sessions.find_waiting(before) is None
    assert sessions.find(browser.cookies[sessions.COOKIE].value)
    assert ConsoleSession.objects.count() == 1


def test_a_code_that_was_used_is_refused_in_another_browser(
    browser: Client, phone: Authenticator
) -> None:
    code = phone.code()
    show(browser, code)
    other = Client()
    try_user(other, "example", "dana")
    for spelling in (code, f"{code[:3]} {code[3:]}"):
        assert show(other, spelling).status_code == 422
    assert not is_signed_in(other)


def test_a_wrong_code_is_refused_and_written_down(browser: Client, phone: Authenticator) -> None:
    answer = show(browser, "000000")
    assert answer.status_code == 422
    assert "The code is wrong, or was used before." in answer.text
    assert "000000" not in answer.text.replace('value="000000"', "")
    from accounts import trail

    trail.flush()
    assert Event.objects.get(action="signin:ConsoleLogin").error == "SignInRefused"


def test_guesses_come_to_an_end_whatever_browser_they_come_from(
    dana: User, phone: Authenticator, clock: Any
) -> None:
    statuses = []
    for _ in range(7):
        guesser = Client()
        try_user(guesser, "example", "dana")
        statuses.append(show(guesser, "000000").status_code)
    assert statuses == [422] * 5 + [429] * 2
    last = Client()
    try_user(last, "example", "dana")
    assert show(last, phone.code()).status_code == 429


def test_the_password_alone_makes_no_known_browser(browser: Client, phone: Authenticator) -> None:
    assert devices.COOKIE not in browser.cookies
    show(browser, phone.code())
    assert devices.COOKIE in browser.cookies


def test_the_second_step_has_ten_minutes(browser: Client, phone: Authenticator, clock: Any) -> None:
    clock.shift(timedelta(minutes=10))
    assert show(browser, phone.code())["Location"] == "/console/"
    assert not is_signed_in(browser)


@pytest.mark.parametrize("end", ["disable", "new password"])
def test_what_ends_sessions_ends_those_that_wait(
    browser: Client, dana: User, phone: Authenticator, clock: Any, end: str
) -> None:
    clock.shift(1)
    if end == "disable":
        User.objects.filter(pk=dana.pk).update(is_enabled=False)
    else:
        dana.login_profile.password_changed = datetime.now(UTC)
        dana.login_profile.save()
    show(browser, phone.code())
    assert not is_signed_in(browser)


def test_one_device_of_several_is_chosen(browser: Client, dana: User) -> None:
    tablet = enrol(dana, "tablet")
    page = browser.get("/signin/factor").text
    assert "phone" in page
    assert "tablet" in page
    assert show(browser, tablet.code()).status_code == 422
    assert show(browser, tablet.code(), tablet.serial_number).status_code == 302


def test_the_device_of_another_is_none_of_mine(browser: Client, bob: User) -> None:
    theirs = enrol(bob, "theirs")
    assert show(browser, theirs.code(), theirs.serial_number).status_code == 422
    assert not is_signed_in(browser)


def test_a_recovery_code_will_do_once(browser: Client, dana: User) -> None:
    codes = recovery.new_codes(dana)
    assert show(browser, codes[3].lower().replace("-", " "), "recovery code").status_code == 302
    assert is_signed_in(browser)
    assert recovery.left(dana) == 9
    assert Event.objects.filter(action="signin:RecoveryCodeUsed").exists()
    other = Client()
    try_user(other, "example", "dana")
    assert show(other, codes[3], "recovery code").status_code == 422


def test_root_has_a_second_step_too(root: User) -> None:
    phone, client = enrol(root), Client()
    try_root(client, root.email)
    assert client.get("/console/")["Location"] == "/signin/factor?next=%2Fconsole%2F"
    assert show(client, phone.code()).status_code == 302
    assert client.get("/console/").status_code == 200


def test_a_new_password_is_asked_for_after_the_second_step(
    dana: User, phone: Authenticator
) -> None:
    dana.login_profile.is_reset_required = True
    dana.login_profile.save()
    client = Client()
    try_user(client, "example", "dana")
    assert client.get("/console/")["Location"].startswith("/signin/factor")
    show(client, phone.code())
    assert client.get("/console/")["Location"].startswith("/signin/new-password")
    fresh = "another long password of mine"
    client.post("/signin/new-password", {"password": fresh, "again": fresh})
    assert client.get("/console/").status_code == 200


def test_users_with_and_without_a_device_look_alike_until_the_password_is_right(
    browser: Client, dana: User, bob: User
) -> None:
    people.give_password(bob)
    answers = []
    for name in ("dana", "bobx"[:3], "nobody"):
        answer = try_user(Client(), "example", name, "wrong password")
        body = answer.text.replace(f'value="{name}"', "")
        answers.append((answer.status_code, len(body), set(answer.cookies)))
    assert answers[0] == answers[1] == answers[2]


def test_policies_learn_of_the_second_factor(dana: User, phone: Authenticator, clock: Any) -> None:
    people.grant(
        dana,
        people.deny("iam:ListUsers", BoolIfExists={"aws:MultiFactorAuthPresent": "false"}),
        people.deny("iam:ListGroups", NumericGreaterThan={"aws:MultiFactorAuthAge": "3600"}),
    )
    client = Client()
    try_user(client, "example", "dana")
    show(client, phone.code())
    assert client.get("/console/users").status_code == 200
    assert client.get("/console/groups").status_code == 200
    clock.shift(timedelta(minutes=20))
    client.get("/console/users")
    clock.shift(timedelta(minutes=20))
    client.get("/console/users")
    clock.shift(timedelta(minutes=21))
    assert client.get("/console/groups").status_code == 403
    assert client.get("/console/users").status_code == 200


def test_a_recovery_code_signs_the_users_other_browsers_out(
    browser: Client, dana: User, phone: Authenticator
) -> None:
    show(browser, phone.code())
    codes, other = recovery.new_codes(dana), Client()
    try_user(other, "example", "dana")
    show(other, codes[0], "recovery code")
    page = other.get("/console/me")
    assert "You used a recovery code; 9 are left." in page.text
    assert not is_signed_in(browser)
    assert is_signed_in(other)
