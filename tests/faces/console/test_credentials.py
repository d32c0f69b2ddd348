"""Passwords and keys in the console, other people's and one's own."""

from __future__ import annotations

from typing import Any

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


# ---- Keys


def test_a_key_is_made_and_its_secret_shown_once(as_alice: Client, dave: User) -> None:
    assert "Place 1 of 2 is free" in as_alice.get(url("credentials")).text
    assert not dave.access_keys.exists()
    answer = as_alice.post(url("key-create"))
    shown = file_of(answer.text)
    assert shown["Access key ID"] == the_key(dave).key_id
    assert answer["Cache-Control"] == "no-store"
    page = as_alice.get(url("credentials")).text
    assert the_key(dave).key_id in page
    assert shown["Secret access key"] not in page


def test_a_third_key_is_refused(as_alice: Client, dave: User) -> None:
    people.access_key(dave)
    people.access_key(dave)
    page = as_alice.get(url("credentials")).text
    assert url("key-create") not in page
    answer = as_alice.post(url("key-create"))
    assert answer.status_code == 409
    assert "AccessKeysPerUser" in answer.text
    assert dave.access_keys.count() == 2


def test_a_key_is_switched_off_and_on(as_alice: Client, dave: User) -> None:
    key_id, _secret = people.access_key(dave)
    for status in ("Inactive", "Active"):
        answer = as_alice.post(url("key-switch", key_id), {"status": status}, follow=True)
        assert f">{status}</span>" in answer.text
        assert the_key(dave).status == status


def test_a_status_there_is_not_is_refused(as_alice: Client, dave: User) -> None:
    key_id, _secret = people.access_key(dave)
    for sent in ({"status": "Sleeping"}, {}):
        assert as_alice.post(url("key-switch", key_id), sent).status_code == 400
    assert the_key(dave).status == "Active"


def test_a_key_is_deleted_once_its_id_was_typed(as_alice: Client, dave: User) -> None:
    key_id, _secret = people.access_key(dave)
    page = as_alice.get(url("key-delete", key_id)).text
    assert "Deactivate instead" in page
    assert as_alice.post(url("key-delete", key_id), {"typed": "AKIA"}).status_code == 422
    assert dave.access_keys.exists()
    as_alice.post(url("key-delete", key_id), {"typed": key_id})
    assert not dave.access_keys.exists()


def test_a_key_of_somebody_else_is_not_there(as_alice: Client, dave: User, bob: User) -> None:
    key_id, _secret = people.access_key(bob)
    assert as_alice.get(url("key-delete", key_id)).status_code == 404
    assert as_alice.post(url("key-delete", key_id), {"typed": key_id}).status_code == 404
    assert as_alice.post(url("key-switch", key_id), {"status": "Inactive"}).status_code == 404
    assert bob.access_keys.get().is_active


@pytest.mark.parametrize(
    ("page", "sent"), [("key-switch", {"status": "Inactive"}), ("key-delete", {})]
)
def test_who_may_only_read_changes_no_key(
    as_bob: Client, dave: User, page: str, sent: dict[str, Any]
) -> None:
    key_id, _secret = people.access_key(dave)
    answer = as_bob.post(url(page, key_id), sent | {"typed": key_id})
    assert answer.status_code == 403
    assert the_key(dave).is_active


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
