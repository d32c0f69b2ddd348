"""Passwords and keys in the console, other people's and one's own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessKey, Account, User
from tests import people
from tests.faces.console.test_new_users import file_of
from tests.faces.console.visitors import visiting
from tests.signin.browsers import is_signed_in, try_user

OTHER = "another horse, another battery"


@pytest.fixture
def dave(account: Account) -> User:
    return people.make_user(account, "dave")


def url(page: str, *parts: str) -> str:
    return reverse(f"console-user-{page}", args=["dave", *parts])


def mine(page: str, *parts: str) -> str:
    return reverse(f"console-me-{page}", args=parts)


def the_key(user: User) -> AccessKey:
    return user.access_keys.get()


# ---- Passwords


def test_a_user_without_a_password_gets_one(as_alice: Client, dave: User) -> None:
    assert "Give a password" in as_alice.get(url("credentials")).text
    answer = as_alice.post(url("password"), {"way": "generated", "password_reset_required": "on"})
    password = file_of(answer.text)["Password"]
    dave.refresh_from_db()
    assert dave.login_profile.is_reset_required
    assert try_user(Client(), people.ACCOUNT, "dave", password).status_code == 302
    assert "Must set a new password" in as_alice.get(url("credentials")).text


def test_another_password_ends_what_the_first_one_opened(as_alice: Client, dave: User) -> None:
    browser = visiting(dave)
    sent = {"way": "typed", "password": OTHER}
    assert as_alice.post(url("password"), sent)["Location"] == url("credentials")
    assert not is_signed_in(browser)
    assert try_user(Client(), people.ACCOUNT, "dave", OTHER).status_code == 302


@pytest.mark.parametrize(("password", "words"), [("", "Type the password"), ("short", "length")])
def test_a_password_that_will_not_do_is_said_beside_it(
    as_alice: Client, dave: User, password: str, words: str
) -> None:
    answer = as_alice.post(url("password"), {"way": "typed", "password": password})
    assert answer.status_code == 422
    assert "id_password_error" in answer.text
    assert words in answer.text
    assert not User.objects.filter(name="dave", login_profile__isnull=False).exists()


def test_console_access_is_taken_away_after_asking(as_alice: Client, dave: User) -> None:
    browser = visiting(dave)
    assert "Take console access away?" in as_alice.get(url("password-delete")).text
    assert is_signed_in(browser)
    as_alice.post(url("password-delete"))
    assert not is_signed_in(browser)
    assert "cannot sign in to the console" in as_alice.get(url("credentials")).text


def test_looking_at_a_user_without_a_password_is_no_refusal(as_alice: Client, dave: User) -> None:
    as_alice.get(url("credentials"))
    assert "NoSuchEntity" not in as_alice.get("/console/log?show=refused").text


# ---- One's own


def test_everybody_sees_who_they_are(as_carol: Client) -> None:
    page = as_carol.get("/console/me").text
    assert "You are the user carol." in page
    assert "arn:aws:iam::111122223333:user/carol" in page


def test_what_counts_for_oneself_is_shown_as_far_as_one_may_see_it(
    as_bob: Client, account: Account, bob: User
) -> None:
    people.attach(people.make_group(account, "crew", bob), "AmazonS3ReadOnlyAccess")
    page = as_bob.get("/console/me").text
    assert "IAMReadOnlyAccess" in page
    assert "Through the group crew" in page


def test_what_one_may_not_manage_is_said(as_carol: Client) -> None:
    answer = as_carol.get(mine("credentials"))
    assert answer.status_code == 200
    assert "is not authorized to perform: iam:ListAccessKeys" in answer.text
    assert as_carol.post(mine("key-create")).status_code == 403


def test_who_may_manages_their_own_keys(as_carol: Client, carol: User) -> None:
    people.grant(carol, people.allow("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}"))
    shown = file_of(as_carol.post(mine("key-create")).text)
    key_id = shown["Access key ID"]
    assert the_key(carol).key_id == key_id
    assert key_id in as_carol.get(mine("credentials")).text
    as_carol.post(mine("key-switch", key_id), {"status": "Inactive"})
    assert not the_key(carol).is_active
    as_carol.post(mine("key-delete", key_id), {"typed": key_id})
    assert not carol.access_keys.exists()


def test_root_manages_its_own_keys(as_root: Client, root: User) -> None:
    assert "You are the root user" in as_root.get("/console/me").text
    assert "Create access key" in as_root.get(mine("credentials")).text
    assert "cannot be limited by any policy" in as_root.get(mine("key-create")).text
    as_root.post(mine("key-create"))
    key_id = the_key(root).key_id
    assert key_id in as_root.get(mine("credentials")).text
    as_root.post(mine("key-delete", key_id), {"typed": key_id})
    assert not root.access_keys.exists()
