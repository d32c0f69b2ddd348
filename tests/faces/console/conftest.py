"""Django's test client: before the gallery of shared parts, and as each of the cast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from tests.faces.console.gallery import settings_for_gallery
from tests.faces.console.visitors import visiting, visiting_as_root


@pytest.fixture
def gallery() -> Iterator[Client]:
    with settings_for_gallery():
        yield Client(headers={"accept": "text/html"}, raise_request_exception=False)


@pytest.fixture
def as_alice(alice: User) -> Client:
    return visiting(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    return visiting(bob)


@pytest.fixture
def as_carol(carol: User) -> Client:
    return visiting(carol)


@pytest.fixture
def as_root(root: User) -> Client:
    return visiting_as_root(root)


@pytest.fixture
def as_mallory(mallory: User) -> Client:
    return visiting(mallory)
