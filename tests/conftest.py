"""Fixtures for everyone: the directory with AWS's policies in it, and the cast of `people`."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from typing import Any

import pytest
from django.conf import settings
from pytest_django.plugin import blocking_manager_key

from accounts.models import Account, User
from policies import managed
from tests import people

pytest_plugins = ["tests.services"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """AWS's managed policies are in every test's directory, as they are in everyone's."""
    with django_db_blocker.unblock():
        managed.load()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, Any, Any]:
    """A test that other threads or processes see empties the directory: AWS's policies return."""
    result = yield
    # What one test's trails came to is not what the next one's begin with.
    shutil.rmtree(settings.TRAIL_DIR, ignore_errors=True)
    if nextitem is not None and _empties_the_database(item):
        with item.config.stash[blocking_manager_key].unblock():
            managed.load()
    return result


def _empties_the_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction"))
    fixtures = getattr(item, "fixturenames", ())
    return is_marked or "transactional_db" in fixtures or "live_server" in fixtures


@pytest.fixture
def account(db: None) -> Account:
    return people.make_account(people.ACCOUNT, "example")


@pytest.fixture
def root(account: Account) -> User:
    return User.objects.get(account=account, is_root=True)


@pytest.fixture
def alice(account: Account) -> User:
    user = people.make_user(account, "alice", "/staff/")
    people.attach(user, "AdministratorAccess")
    return user


@pytest.fixture
def bob(account: Account) -> User:
    user = people.make_user(account, "bob")
    people.attach(user, "IAMReadOnlyAccess")
    return user


@pytest.fixture
def carol(account: Account) -> User:
    return people.make_user(account, "carol")


@pytest.fixture
def mallory(db: None) -> User:
    user = people.make_user(people.make_account(people.ELSEWHERE, "elsewhere"), "mallory")
    people.attach(user, "AdministratorAccess")
    return user
