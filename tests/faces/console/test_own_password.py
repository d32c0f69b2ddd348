"""One's own password, and the link that an administrator hands over."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.models import PasswordPolicy, User
from tests import people
from tests.people import PASSWORD
from tests.signin.browsers import is_signed_in, signed_in, try_root, try_user

PAGE = "/console/me/password"
NEW = "entirely my own choice"


def change(browser: Client, old: str = PASSWORD, new: str = NEW, again: str = "") -> Any:
    typed = {"old_password": old, "new_password": new, "again": again or new}
    return browser.post(PAGE, typed)


def test_a_user_without_any_policy_changes_its_own(as_carol: Client, carol: User) -> None:
    assert as_carol.get(PAGE).status_code == 200
    assert change(as_carol).status_code == 302
    assert try_user(Client(), "example", "carol", NEW).status_code == 302


def test_this_browser_stays_signed_in_and_others_do_not(as_carol: Client, carol: User) -> None:
    other = signed_in(carol)
    change(as_carol)
    assert as_carol.get("/console/me").status_code == 200
    assert not is_signed_in(other)


def test_root_changes_root_s(as_root: Client, root: User) -> None:
    assert change(as_root).status_code == 302
    assert as_root.get("/console/me").status_code == 200
    assert try_root(Client(), root.email, NEW).status_code == 302


def test_the_old_one_has_to_be_right(as_carol: Client) -> None:
    answer = change(as_carol, old="a guess")
    assert answer.status_code == 403
    assert "The old password was incorrect." in answer.text
    assert "a guess" not in answer.text


def test_guesses_are_counted_and_the_wait_is_told(as_carol: Client) -> None:
    for _ in range(5):
        assert change(as_carol, old="a guess").status_code == 403
    answer = change(as_carol)
    assert "Try again in" in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_it_is_typed_twice(as_carol: Client) -> None:
    assert "id_again_error" in change(as_carol, again="something else").text


def test_what_is_asked_of_it_is_told_before_and_after(as_carol: Client, carol: User) -> None:
    PasswordPolicy.objects.create(
        account=carol.account, minimum_length=30, requires_numbers=True, users_may_change=True
    )
    assert "At least 30 characters" in as_carol.get(PAGE).text
    answer = change(as_carol)
    assert answer.status_code == 422
    assert "Password should have a minimum length of 30" in answer.text


def test_where_users_may_not_change_theirs_it_is_said(as_carol: Client, carol: User) -> None:
    PasswordPolicy.objects.create(account=carol.account)
    answer = change(as_carol)
    assert answer.status_code == 403
    assert "iam:ChangePassword" in answer.text


class TestALink:
    ADDRESS = "/console/users/carol/password/link"

    def test_it_is_shown_once_and_leads_to_this_site(self, as_alice: Client, carol: User) -> None:
        assert "Make the link" in as_alice.get(self.ADDRESS).text
        page = as_alice.post(self.ADDRESS, headers={"x-forwarded-host": "evil.example"})
        (link,) = set(re.findall(r"https?://[^\"<]+/signin/reset/[\w-]+", page.text))
        assert link.startswith(settings.PUBLIC_URL)
        assert page.headers["Cache-Control"] == "no-store"
        path = link.removeprefix(settings.PUBLIC_URL)
        assert Client().post(path, {"password": NEW, "again": NEW}).status_code == 302
        assert try_user(Client(), "example", "carol", NEW).status_code == 302

    def test_who_may_only_read_makes_none(self, as_bob: Client, carol: User) -> None:
        assert as_bob.post(self.ADDRESS).status_code == 403

    def test_it_is_offered_with_and_without_a_password(self, as_alice: Client, carol: User) -> None:
        assert self.ADDRESS in as_alice.get("/console/users/carol/credentials").text
        people.give_password(carol)
        assert self.ADDRESS in as_alice.get("/console/users/carol/credentials").text
