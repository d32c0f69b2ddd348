from __future__ import annotations

import pytest

from accounts.models import Account
from tests.contracts.world import World, populate


@pytest.fixture
def world(account: Account) -> World:
    return populate(account)
