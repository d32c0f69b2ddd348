"""People in front of the console, and what their pages cost."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import people
from tests.signin.browsers import signed_in, try_root


def visiting(user: User) -> Client:
    """A browser in which the user is signed in, and which takes pages."""
    people.give_password(user)
    return signed_in(user, headers={"accept": "text/html"})


def visiting_as_root(root: User) -> Client:
    """A browser in which an account's root user, who has a password anyway, is signed in."""
    client = Client(headers={"accept": "text/html"})
    assert try_root(client, root.email).status_code == 302
    return client


def queries(client: Client, address: str) -> int:
    """How many queries a page takes, once what is kept between pages has been read."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
