"""The console's own scripts: they use the session, and must prove that they come from the site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests import people
from tests.faces.rest.callers import Script
from tests.signin.browsers import try_user

OWN = "http://testserver"


@pytest.fixture
def browser(alice: User) -> Client:
    """A browser as real ones are: its requests are checked for forgery, and it has a token."""
    people.give_password(alice)
    client = Client()
    try_user(client, "example", "alice")
    client.handler.enforce_csrf_checks = True
    return client


def token(client: Client) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get("/signin").text)
    assert found
    return found[1]


def make_dora(client: Client, **headers: str) -> HttpResponse:
    given: Any = {"user_name": "dora"}
    return client.post("/api/v1/users", given, content_type="application/json", headers=headers)


def test_reading_takes_the_session_alone(browser: Client) -> None:
    assert browser.get("/api/v1/users").status_code == 200


def test_writing_takes_a_token_of_this_site_as_well(browser: Client) -> None:
    assert make_dora(browser, **{"x-csrftoken": token(browser), "origin": OWN}).status_code == 201
    assert User.objects.filter(name="dora").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": OWN},
        {"x-csrftoken": "A" * 64, "origin": OWN},
        {"x-csrftoken": "", "origin": OWN},
        {"x-csrftoken": "right", "origin": "https://evil.example"},
        {"x-csrftoken": "right", "origin": "http://testserver.evil.example"},
        {"x-csrftoken": "right", "origin": "https://testserver"},
        {"x-csrftoken": "right", "origin": "null"},
    ],
)
def test_without_it_or_from_elsewhere_nothing_is_written(
    browser: Client, headers: dict[str, str]
) -> None:
    if headers.get("x-csrftoken") == "right":
        headers = headers | {"x-csrftoken": token(browser)}
    answer = make_dora(browser, **headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")
    assert not User.objects.filter(name="dora").exists()


def test_a_form_of_another_site_cannot_pretend_to_be_json(browser: Client) -> None:
    form = {"csrfmiddlewaretoken": token(browser), "user_name": "dora"}
    answer = browser.post("/api/v1/users", form, headers={"origin": OWN})
    assert answer.status_code == 415


def test_a_signed_request_needs_no_token_and_no_cookie_helps_it(alice: User, bob: User) -> None:
    assert Script.of(alice).ask("POST", "/users", {"user_name": "dora"}).status_code == 201
    people.give_password(alice)
    client = Client()
    try_user(client, "example", "alice")
    wrong = {"authorization": "AWS4-HMAC-SHA256 Credential=x"}
    assert client.get("/api/v1/users", headers=wrong).status_code in {400, 401}


def test_other_kinds_of_authorization_are_refused(browser: Client) -> None:
    for header in ("Basic YWxpY2U6eA==", "Bearer x", "Token x", ""):
        answer = browser.get("/api/v1/users", headers={"authorization": header})
        assert answer.status_code in {400, 401}, header
