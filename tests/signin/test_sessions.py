"""A signed-in browser: what its cookie opens, and until when."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from accounts.models import Account, ConsoleSession, Event, LoginProfile, User
from accounts.operations.login_profiles import (
    create_login_profile,
    delete_login_profile,
    update_login_profile,
)
from accounts.signin import devices, sessions
from iamconsole import job_runs
from iamconsole.caller import CallerKind, Face, Origin
from tests import people
from tests.signin.browsers import is_signed_in, signed_in, try_root, try_user


@pytest.fixture
def browser(carol: User) -> Client:
    people.give_password(carol)
    return signed_in(carol)


def test_a_right_password_signs_in_and_leads_on(carol: User) -> None:
    people.give_password(carol)
    answer = try_user(Client(), "example", "carol", next="/console/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/")


def test_the_cookie_is_for_this_site_and_not_for_scripts(browser: Client) -> None:
    cookie = browser.cookies[sessions.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert cookie["max-age"] == settings.SESSION_HOURS * 3600


def test_on_https_the_cookie_never_travels_in_clear(carol: User, settings: Any) -> None:
    settings.IS_HTTPS = True
    people.give_password(carol)
    client = Client()
    form = {"account": "example", "user_name": "carol", "password": people.PASSWORD}
    client.post("/signin", form, secure=True)
    assert client.cookies[sessions.COOKIE]["secure"]
    assert client.cookies[devices.COOKIE]["secure"]


def test_on_https_only_this_very_host_can_have_set_it(tmp_path: Path) -> None:
    names = "import django; django.setup(); from accounts.signin import devices, sessions; "
    told = subprocess.run(
        [sys.executable, "-c", names + "print(sessions.COOKIE, devices.COOKIE)"],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
            "PUBLIC_URL": "https://iam.example.org",
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout.split() == ["__Host-session", "__Host-device"]


def test_only_a_digest_of_the_cookie_is_kept(browser: Client) -> None:
    token = browser.cookies[sessions.COOKIE].value
    session = ConsoleSession.objects.get()
    assert session.digest == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43, "256 bits in base64"
    kept = " ".join(str(value) for row in ConsoleSession.objects.values() for value in row.values())
    assert token not in kept


def test_signing_in_again_ends_the_session_the_browser_had(browser: Client, carol: User) -> None:
    before = browser.cookies[sessions.COOKIE].value
    try_user(browser, "example", "carol")
    assert sessions.find(before) is None
    assert sessions.find(browser.cookies[sessions.COOKIE].value)


def test_a_cookie_from_before_sign_in_never_becomes_a_session(carol: User) -> None:
    people.give_password(carol)
    planted, client = "planted-by-somebody-else", Client()
    client.cookies[sessions.COOKIE] = planted
    try_user(client, "example", "carol")
    assert client.cookies[sessions.COOKIE].value != planted
    assert sessions.find(planted) is None


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: t.swapcase()])
def test_nothing_but_the_whole_cookie_opens_a_session(
    browser: Client, change: Callable[[str], str]
) -> None:
    browser.cookies[sessions.COOKIE] = change(browser.cookies[sessions.COOKIE].value)
    assert not is_signed_in(browser)


def test_an_hour_without_a_visit_ends_it(browser: Client) -> None:
    with time_machine.travel(now() + timedelta(minutes=59)):
        assert is_signed_in(browser)
    with time_machine.travel(now() + timedelta(minutes=59 + 61)):
        assert not is_signed_in(browser)


def test_twelve_hours_end_it_however_often_it_is_used(browser: Client) -> None:
    begun = now()
    for minutes in range(50, 12 * 60, 50):
        with time_machine.travel(begun + timedelta(minutes=minutes)):
            assert is_signed_in(browser)
    with time_machine.travel(begun + timedelta(hours=12, seconds=1)):
        assert not is_signed_in(browser)


def test_finding_a_session_takes_one_query(browser: Client, django_assert_num_queries: Any) -> None:
    token = browser.cookies[sessions.COOKIE].value
    with django_assert_num_queries(1):
        session = sessions.find(token)
        assert session is not None
        caller = sessions.caller_in(session, Origin(face=Face.CONSOLE))
    assert caller.user_name == "carol"
    assert caller.session_id == session.public_id


def test_it_is_written_down_once_a_minute_that_a_session_is_used(
    browser: Client, django_assert_num_queries: Any
) -> None:
    token = browser.cookies[sessions.COOKIE].value
    with time_machine.travel(now() + timedelta(seconds=70), tick=False):
        with django_assert_num_queries(2):
            sessions.find(token)
        with django_assert_num_queries(1):
            sessions.find(token)


def test_signing_out_ends_it_for_every_copy_of_the_cookie(browser: Client) -> None:
    token = browser.cookies[sessions.COOKIE].value
    answer = browser.post("/signout")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/signed-out")
    assert sessions.find(token) is None
    assert not ConsoleSession.objects.exists()
    assert browser.cookies[sessions.COOKIE].value == ""


def test_nobody_is_signed_out_by_a_link(browser: Client) -> None:
    assert browser.get("/signout").status_code == 405
    assert is_signed_in(browser)


def _disable(user: User, alice: User) -> None:
    User.objects.filter(pk=user.pk).update(is_enabled=False)


def _change_password(user: User, alice: User) -> None:
    given = {"user_name": user.name, "password": "another horse entirely"}
    update_login_profile(people.calling(alice), **given)


def _delete_profile(user: User, alice: User) -> None:
    delete_login_profile(people.calling(alice), user_name=user.name)


def _make_profile_anew(user: User, alice: User) -> None:
    _delete_profile(user, alice)
    create_login_profile(
        people.calling(alice), user_name=user.name, password="another horse entirely"
    )


def _change_password_beneath(user: User, alice: User) -> None:
    LoginProfile.objects.filter(user=user).update(password_changed=now())


def _delete_profile_beneath(user: User, alice: User) -> None:
    LoginProfile.objects.filter(user=user).delete()


@pytest.mark.parametrize(
    "kill",
    [
        _disable,
        _change_password,
        _delete_profile,
        _make_profile_anew,
        _change_password_beneath,
        _delete_profile_beneath,
    ],
)
def test_every_way_to_shut_a_user_out_holds_at_the_next_request(
    browser: Client, carol: User, alice: User, kill: Callable[[User, User], None]
) -> None:
    assert is_signed_in(browser)
    kill(carol, alice)
    assert not is_signed_in(browser)


def test_one_user_s_end_is_not_another_s(browser: Client, alice: User) -> None:
    people.give_password(alice)
    other = signed_in(alice)
    browser.post("/signout")
    assert is_signed_in(other)


def test_root_signs_in_by_email_and_is_root(account: Account) -> None:
    client = Client()
    assert try_root(client, "ROOT@example.example").status_code == 302
    session = sessions.find(client.cookies[sessions.COOKIE].value)
    assert session is not None
    caller = sessions.caller_in(session, Origin(face=Face.CONSOLE))
    assert caller.kind is CallerKind.ROOT
    assert caller.unique_id == account.id


def test_a_sign_in_is_in_the_trail_and_marks_the_password_as_used(browser: Client) -> None:
    event = Event.objects.get(action="signin:ConsoleLogin")
    assert event.caller_arn == f"arn:aws:iam::{people.ACCOUNT}:user/carol"
    assert (event.error, event.face, event.source_ip) == ("", "console", "127.0.0.1")
    assert LoginProfile.objects.get(user__name="carol").password_last_used


def test_sessions_past_their_end_are_cleared_away(browser: Client, alice: User) -> None:
    people.give_password(alice)
    with time_machine.travel(now() + timedelta(hours=13)):
        signed_in(alice)
        job_runs.run("accounts.forget_ended_sessions")
        assert [session.user.name for session in ConsoleSession.objects.all()] == ["alice"]
