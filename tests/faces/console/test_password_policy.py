"""The page of the password policy: its effect is seen before it is saved."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.models import Account, LoginProfile, PasswordPolicy
from tests import people

PAGE, SETTINGS = "/console/settings/password", "/console/settings"
STRICT = {
    "minimum_password_length": "14",
    "require_numbers": "on",
    "password_reuse_prevention": "5",
    "max_password_age": "90",
}


def shown(browser: Client, **settings: str) -> Any:
    """The page that shows the effect."""
    return browser.post(PAGE, STRICT | settings)


def saved(browser: Client, **settings: str) -> Any:
    seen = re.search(r'name="seen" value="([^"]*)"', shown(browser, **settings).text)
    assert seen
    return browser.post(PAGE, STRICT | settings | {"seen": html.unescape(seen[1])})


@pytest.fixture
def aged(account: Account) -> None:
    for name, days in (("young", 10), ("old", 100), ("oldest", 400)):
        people.give_password(people.make_user(account, name))
        changed = now() - timedelta(days=days)
        LoginProfile.objects.filter(user__name=name).update(password_changed=changed)


def test_the_settings_tell_what_holds_without_one(as_alice: Client) -> None:
    page = as_alice.get(SETTINGS).text
    assert "At least 8 characters" in page
    assert "Set a password policy" in page


def test_nothing_is_saved_before_its_effect_was_seen(as_alice: Client, aged: None) -> None:
    page = shown(as_alice).text
    assert "2 of 4 users must change their password at the next sign-in" in page
    assert page.index("oldest") < page.index(">old<")
    assert "Save the password policy" in page
    assert not PasswordPolicy.objects.exists()


def test_then_it_is_saved_and_told_in_sentences(as_alice: Client) -> None:
    assert saved(as_alice)["Location"] == SETTINGS
    policy = PasswordPolicy.objects.get()
    assert (policy.minimum_length, policy.requires_numbers, policy.max_age_days) == (14, True, 90)
    page = as_alice.get(SETTINGS).text
    for sentence in (
        "At least 14 characters, with a digit.",
        "None of the last 5 passwords is taken again.",
        "Passwords expire after 90 days and are changed at the next sign-in.",
        "Only users whose policies allow it may change their own password.",
    ):
        assert sentence in page


def test_settings_changed_after_the_look_are_looked_at_again(as_alice: Client) -> None:
    seen = re.search(r'name="seen" value="([^"]*)"', shown(as_alice).text)
    assert seen
    answer = as_alice.post(PAGE, STRICT | {"max_password_age": "1", "seen": seen[1]})
    assert "Save the password policy" in answer.text
    assert not PasswordPolicy.objects.exists()


def test_a_hard_expiry_says_who_is_locked_out(as_alice: Client, aged: None) -> None:
    page = shown(as_alice, hard_expiry="on").text
    assert "2 of 4 users cannot sign in any more" in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minimum_password_length", "5"),
        ("minimum_password_length", "129"),
        ("minimum_password_length", ""),
        ("max_password_age", "1096"),
        ("max_password_age", "0"),
        ("password_reuse_prevention", "25"),
    ],
)
def test_what_cannot_be_is_said_beside_it(as_alice: Client, name: str, value: str) -> None:
    answer = shown(as_alice, **{name: value})
    assert answer.status_code == 422
    assert f"id_{name}_error" in answer.text
    assert not PasswordPolicy.objects.exists()


def test_it_begins_with_what_holds(as_alice: Client, account: Account) -> None:
    PasswordPolicy.objects.create(account=account, minimum_length=21, requires_symbols=True)
    page = as_alice.get(PAGE).text
    assert 'value="21"' in page
    assert re.search(r'name="require_symbols"[^>]* checked', page)
    assert not re.search(r'name="require_numbers"[^>]* checked', page)


def test_it_is_deleted(as_alice: Client, account: Account) -> None:
    PasswordPolicy.objects.create(account=account)
    assert as_alice.post(f"{PAGE}/delete")["Location"] == SETTINGS
    assert not PasswordPolicy.objects.exists()


def test_who_may_only_read_sees_it_and_changes_nothing(as_bob: Client, account: Account) -> None:
    PasswordPolicy.objects.create(account=account, minimum_length=21)
    assert "At least 21 characters" in as_bob.get(SETTINGS).text
    assert as_bob.post(f"{PAGE}/delete").status_code == 403
    answer = saved(as_bob)
    assert answer.status_code == 403
    assert "iam:UpdateAccountPasswordPolicy" in answer.text
    assert PasswordPolicy.objects.get().minimum_length == 21
