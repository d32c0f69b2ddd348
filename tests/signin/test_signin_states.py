"""What the sign-in page says to those who cannot come in, or were in before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from accounts.models import LoginProfile, PasswordPolicy, User
from accounts.signin import sessions
from tests import people
from tests.authenticators import enrol
from tests.signin.browsers import signed_in, try_user

ENDED = "Your session has ended. Sign in, and you go on where you were."


@pytest.fixture
def erin(alice: User) -> User:
    user = people.make_user(alice.account, "erin")
    people.give_password(user)
    return user


def test_who_comes_back_after_the_end_is_told_and_goes_on_where_it_was(erin: User) -> None:
    client = signed_in(erin)
    with time_machine.travel(now() + timedelta(minutes=61)):
        asked = client.get("/console/users?search=x")
        assert asked["Location"] == "/signin?next=%2Fconsole%2Fusers%3Fsearch%3Dx"
        page = client.get(asked["Location"]).text
        assert ENDED in page
        assert 'value="/console/users?search=x"' in page
        answer = try_user(client, "example", "erin", next="/console/users?search=x")
        assert answer["Location"] == "/console/users?search=x"


def test_who_was_never_in_is_told_nothing_of_it(erin: User) -> None:
    assert ENDED not in Client().get("/signin").text


def test_nor_who_is_half_way(erin: User) -> None:
    enrol(erin)
    client = Client()
    try_user(client, "example", "erin")
    assert ENDED not in client.get("/signin").text


def test_who_is_in_as_another_is_told_that_this_ends_it(erin: User, alice: User) -> None:
    client = signed_in(erin)
    assert (
        "You are signed in as erin. Signing in here ends that session."
        in client.get("/signin").text
    )
    people.give_password(alice)
    before = client.cookies[sessions.COOKIE].value
    try_user(client, "example", "alice")
    assert sessions.find(before) is None


def test_who_guesses_is_told_how_long_to_wait(erin: User) -> None:
    with time_machine.travel(now().replace(second=10), tick=False):
        for _ in range(5):
            try_user(Client(), "example", "erin", "wrong")
        answer = try_user(Client(), "example", "erin", "wrong")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "50"
    assert "Try again in 50 seconds." in answer.text


def test_whose_password_expired_for_good_is_sent_to_an_administrator(erin: User) -> None:
    PasswordPolicy.objects.create(account=erin.account, max_age_days=1, is_expiry_hard=True)
    LoginProfile.objects.update(password_changed=now() - timedelta(days=2))
    right, wrong = (try_user(Client(), "example", "erin", p) for p in (people.PASSWORD, "wrong"))
    assert "Ask an administrator to set another." in right.text
    assert "Ask an administrator to set another." not in wrong.text


def test_a_disabled_user_and_one_without_a_password_look_like_nobody(
    erin: User, carol: User
) -> None:
    User.objects.filter(pk=erin.pk).update(is_enabled=False)
    told = [
        try_user(Client(), "example", name).text.replace(f'value="{name}"', "")
        for name in ("erin", "carol", "nobody")
    ]
    assert len({len(text) for text in told}) == 1
    assert all("The account, the name or the password is wrong." in text for text in told)


def test_without_cookies_it_says_so(erin: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
    answer = try_user(client, "example", "erin")
    assert answer.status_code == 403
    assert "without cookies" in answer.text
