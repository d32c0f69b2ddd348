from __future__ import annotations

import pytest

from accounts.models import Account, User
from tests import people
from tests.contracts.world import World, populate


@pytest.fixture
def alice(alice: User) -> User:
    """An administrator who can change its password."""
    people.give_password(alice)
    return alice


@pytest.fixture
def world(account: Account, alice: User) -> World:
    return populate(account)
