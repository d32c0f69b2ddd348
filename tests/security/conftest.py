"""An administrator who can sign in."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests import people


@pytest.fixture
def alice(alice: User) -> User:
    people.give_password(alice)
    return alice
