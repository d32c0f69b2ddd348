"""Hashing takes a good part of a second: nobody else's writing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client

from accounts.founding import found_account
from accounts.models import Account, LoginProfile, PasswordPolicy, User
from accounts.operations.login_profiles import create_login_profile, update_login_profile
from accounts.operations.passwords import (
    change_password,
    change_root_password,
    create_password_link,
)
from tests import people
from tests.people import PASSWORD, calling
from tests.signin.browsers import try_user

NEW = "entirely my own choice"
pytestmark = pytest.mark.django_db(transaction=True)
SEEN: list[bool] = []


class Watchful(MD5PasswordHasher):
    """Notes whether a transaction was open when it was asked to hash."""

    def encode(self, password: str, salt: str) -> str:
        SEEN.append(connection.in_atomic_block)
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        SEEN.append(connection.in_atomic_block)
        return super().verify(password, encoded)


@pytest.fixture
def carol(transactional_db: None, settings: Any) -> User:
    settings.PASSWORD_HASHERS = [f"{__name__}.Watchful"]
    account = people.make_account(people.ACCOUNT, "example")
    PasswordPolicy.objects.create(account=account, users_may_change=True, reuse_prevention=3)
    alice = people.make_user(account, "alice")
    people.attach(alice, "AdministratorAccess")
    carol = people.make_user(account, "carol")
    people.give_password(carol)
    SEEN.clear()
    return carol


def administrator(user: User) -> Any:
    return calling(User.objects.get(account=user.account, name="alice"))


def by_oneself(user: User) -> None:
    change_password(calling(user), old_password=PASSWORD, new_password=NEW)


def by_root(user: User) -> None:
    root = User.objects.get(account=user.account, is_root=True)
    change_root_password(calling(root), old_password=PASSWORD, new_password=NEW)


def by_an_administrator(user: User) -> None:
    update_login_profile(administrator(user), user_name="carol", password=NEW)


def for_the_first_time(user: User) -> None:
    create_login_profile(administrator(user), user_name="alice", password=NEW)


def with_a_link(user: User) -> None:
    made = create_password_link(administrator(user), user_name="carol")
    sent = {"password": NEW, "again": NEW}
    assert Client().post(f"/signin/reset/{made.link_token}", sent).status_code == 302


def at_sign_in(user: User) -> None:
    LoginProfile.objects.filter(user=user).update(is_reset_required=True)
    client = Client()
    try_user(client, "example", "carol")
    sent = {"password": NEW, "again": NEW}
    assert client.post("/signin/new-password", sent).status_code == 302


def with_an_account(user: User) -> None:
    found_account(alias="fresh", email="root@fresh.example", password=NEW)
    assert Account.objects.filter(alias="fresh").exists()


@pytest.mark.parametrize(
    "set_one",
    [
        by_oneself,
        by_root,
        by_an_administrator,
        for_the_first_time,
        with_a_link,
        at_sign_in,
        with_an_account,
    ],
)
def test_a_password_is_hashed_before_anything_is_locked(
    carol: User, set_one: Callable[[User], None]
) -> None:
    set_one(carol)
    assert SEEN
    assert not any(SEEN)
