"""Browsers as the tests use them: they keep cookies and fill in the forms of the sign-in pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests import people


def try_user(
    client: Client, account: str, user_name: str, password: str = people.PASSWORD, **more: Any
) -> HttpResponse:
    """Send the sign-in form of IAM users."""
    form = {"account": account, "user_name": user_name, "password": password}
    return client.post("/signin", form | more)


def try_root(client: Client, email: str, password: str = people.PASSWORD) -> HttpResponse:
    return client.post("/signin/root", {"email": email, "password": password})


def signed_in(user: User, **headers: Any) -> Client:
    """A browser whose user has just signed in."""
    client = Client(**headers)
    assert try_user(client, user.account_id, user.name).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return "You are signed in as" in client.get("/signin").text
