"""What the site shows of itself to those who only try addresses and methods."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from tests.contracts.doors import doors
from tests.signin.browsers import signed_in

INSIDE = (
    "/.git/config",
    "/.env",
    "/var/secret_key",
    "/static/../iamconsole/settings.py",
    "/static/%2e%2e/var/encryption_keys",
    "/manage.py",
    "/docs/threat-model.md",
)
LISTED = ("/static/", "/static/dist/", "/static/img/", "/api/", "/console/static/")


def test_no_address_echoes_a_request(alice: User) -> None:
    browser = signed_in(alice)
    assert not [
        (door, answer.status_code)
        for door in doors()
        for answer in [browser.generic("TRACE", door.address, headers={"X-Echo": "canary"})]
        if answer.status_code == 200 or b"canary" in answer.getvalue()
    ]


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_beside_the_site_is_not_served(db: None, address: str) -> None:
    assert Client().get(address).status_code in {302, 404}
    assert b"[core]" not in Client().get(address).content


@pytest.mark.parametrize("address", LISTED)
def test_no_folder_is_listed(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_every_answer_says_what_it_is_and_in_which_letters(alice: User) -> None:
    browser = signed_in(alice)
    for door in doors():
        answer = browser.get(door.address)
        kind = answer.headers.get("Content-Type", "")
        if answer.getvalue():
            assert kind, door
            assert not kind.startswith("text/") or "charset=utf-8" in kind, (door, kind)


@pytest.mark.parametrize("address", ["/signin", "/signin/root", "/console/me/password"])
def test_a_password_is_masked_and_a_manager_may_fill_it_in(alice: User, address: str) -> None:
    client = signed_in(alice) if address.startswith("/console") else Client()
    fields = re.findall(r"<input[^>]*password[^>]*>", client.get(address).text)
    masked = [field for field in fields if 'type="password"' in field]
    assert masked
    for field in masked:
        assert 'autocomplete="off"' not in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "maxlength" not in field or int(re.search(r'maxlength="(\d+)"', field)[1]) >= 64  # type: ignore[index]


def test_a_name_made_to_look_like_a_file_is_no_file(alice: User) -> None:
    """Caches that go by endings keep nothing of anybody's: there is no such page."""
    browser = signed_in(alice)
    for address in ("/console/me/x.css", "/console/users/x.css", "/signin/a.js", "/api/v1/x.css"):
        answer = browser.get(address)
        assert answer.status_code in {301, 302, 404}, address
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_page_leads_out(alice: User) -> None:
    browser = signed_in(alice, headers={"accept": "text/html"})
    pages = [browser.get(door.address) for door in doors() if door.address.startswith("/console/")]
    whole = [page for page in pages if b"<html" in page.getvalue()]
    assert len(whole) > 40
    assert not [page for page in whole if b'action="/signout"' not in page.getvalue()]
