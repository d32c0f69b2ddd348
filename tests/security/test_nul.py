"""A NUL is in no honest text, and PostgreSQL keeps none: it is refused, and nothing fails."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Draft, TableView, User
from tests.contracts.doors import doors
from tests.signin.browsers import signed_in

ASKED = (
    *("draft", "return", "subject", "q", "search", "from", "to", "marker", "version", "open"),
    *("for", "back", "next", "principal", "days", "page", "sort", "account", "roleName"),
)
PAGES = [
    door.address for door in doors() if door.address.startswith(("/console", "/sign", "/switch"))
]
QUERY = urlencode(dict.fromkeys(ASKED, "a\0b"))
ADDRESSES = [
    *(f"{page}?{QUERY}" for page in PAGES),
    *(page.replace("alice", "a%00b") for page in PAGES if "alice" in page),
]
PARTS = 6


@pytest.fixture
def browser(alice: User) -> Client:
    client = signed_in(alice, headers={"accept": "text/html"})
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("part", range(PARTS))
def test_no_address_with_one_fails(browser: Client, part: int) -> None:
    statuses = {address: browser.get(address).status_code for address in ADDRESSES[part::PARTS]}
    assert not {address: status for address, status in statuses.items() if status >= 500}


def test_a_form_that_is_begun_says_so(browser: Client) -> None:
    address = reverse("console-draft-keep", args=["policy"])
    answer = browser.post(address, {"policy_name": "a\0b"}, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "NUL" in answer.text
    assert not Draft.objects.exists()


def test_a_wizard_says_so_beside_the_box(browser: Client) -> None:
    begin = reverse("console-role-create-for", args=["service"])
    answer = browser.post(begin, {"stage": "trust", "service": "ec2.amazonaws.com\0"})
    assert answer.status_code == 422
    assert "Null characters are not allowed." in answer.text
    answer = browser.post(begin, {"stage": "trust", "service": "ec2.amazonaws.com"})
    answer = browser.post(answer["Location"], {"stage": "permissions", "policies": ["a\0b"]})
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["draft", "return"])
def test_no_draft_is_called_so(browser: Client, name: str) -> None:
    sent = {name: "a\0b", "policy_name": "reports"}
    for page in ("console-draft-discard", "console-policy-create"):
        assert browser.post(reverse(page), sent).status_code < 500
    kept = browser.post(reverse("console-draft-keep", args=["policy"]), sent)
    assert kept.status_code == 200


def test_no_column_is_called_so(browser: Client) -> None:
    sent = {"column": ["a\0b", "path"]}
    answer = browser.post(reverse("console-table-view", args=["users"]), sent)
    assert answer.status_code == 302
    assert TableView.objects.get().columns == ["path"]
