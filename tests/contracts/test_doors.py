"""No door without a caller: every address wants a sign-in, or says why it does not."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from iamconsole.caller import Face
from iamconsole.doors import face_of, reason_to_be_public
from tests.contracts.doors import Door, doors
from tests.signin.browsers import signed_in

DOORS = doors()
PUBLIC = [door for door in DOORS if reason_to_be_public(door.view)]
GUARDED = [door for door in DOORS if not reason_to_be_public(door.view)]
CREDENTIALS = {"Cookie", "Authorization"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def test_these_doors_are_open_to_everybody() -> None:
    """A new one in this list is a decision to be taken on purpose."""
    assert sorted({door.address for door in PUBLIC}) == [
        "/",
        "/a/alice",
        "/api/v1/",
        "/api/v1/schema/",
        "/healthz",
        "/oidc/alice/.well-known/jwks.json",
        "/oidc/alice/.well-known/openid-configuration",
        "/readyz",
        "/signed-out",
        "/signin",
        "/signin/confirm",
        "/signin/enrol/alice",
        "/signin/factor",
        "/signin/forgot",
        "/signin/forgot/sent",
        "/signin/new-password",
        "/signin/passkey",
        "/signin/reset/alice",
        "/signin/root",
        "/signout",
    ]


@pytest.mark.parametrize("door", PUBLIC, ids=str)
def test_an_open_door_says_why_in_a_sentence(door: Door) -> None:
    assert len(reason_to_be_public(door.view)) > 15
    assert reason_to_be_public(door.view).endswith(".")


def turns_away(door: Door, answer: HttpResponse) -> bool:
    """Whether an answer sends a person to the sign-in page, or tells a program that it may not."""
    if face_of(door.view) is Face.REST:
        kind = answer.headers["Content-Type"]
        return answer.status_code in {400, 401} and kind == "application/problem+json"
    return answer.status_code == 302 and answer.headers["Location"].startswith("/signin?next=")


def test_nobody_gets_in_without_a_credential(db: None) -> None:
    assert not [
        (door, method)
        for door in GUARDED
        for method in METHODS
        if not turns_away(door, Client().generic(method, door.address))
    ]


def test_nor_with_a_cookie_nobody_gave_out(db: None) -> None:
    client = Client()
    client.cookies["session"] = "A" * 43
    assert not [door for door in GUARDED if not turns_away(door, client.get(door.address))]


def test_nor_with_a_made_up_signature(db: None) -> None:
    header = (
        "AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/20261122/us-east-1/iam/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    )
    client = Client(headers={"authorization": header})
    assert not [door for door in GUARDED if not turns_away(door, client.get(door.address))]


@pytest.mark.parametrize("origin", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_page_of_another_site_cannot_use_who_is_signed_in(
    browser: Client, origin: dict[str, str]
) -> None:
    browser.handler.enforce_csrf_checks = True
    assert not [
        (door, method)
        for door in GUARDED
        for method in ("POST", "PUT", "PATCH", "DELETE")
        if browser.generic(method, door.address, headers=origin).status_code != 403
    ]


# What takes a POST without a token of this site: signatures prove who asks, and no cookie counts.
WITHOUT_COOKIES = {"/"}


@pytest.mark.parametrize("origin", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_nor_can_it_send_the_forms_of_open_pages(browser: Client, origin: dict[str, str]) -> None:
    """Signing somebody in as somebody else, or out, is a forgery too."""
    for client in (browser, Client()):
        client.handler.enforce_csrf_checks = True
        answers = {door.address: client.post(door.address, headers=origin) for door in PUBLIC}
        taken = {address for address, a in answers.items() if a.status_code not in {403, 405}}
        assert taken == WITHOUT_COOKIES
        assert not [address for address in taken if answers[address].cookies]


def test_no_cache_keeps_an_answer(browser: Client) -> None:
    for client in (Client(), browser):
        answers = [(door, client.get(door.address)) for door in DOORS]
        assert not [door for door, a in answers if a.headers["Cache-Control"] != "no-store"]
        vary = {door: set(a.headers["Vary"].split(", ")) for door, a in answers}
        assert not [door for door, named in vary.items() if not named >= CREDENTIALS]


def test_the_api_sets_no_cookies(browser: Client) -> None:
    browser.cookies["csrf"] = "not a token"
    api = [door for door in GUARDED if face_of(door.view) is Face.REST]
    assert api
    assert not [door for door in api if browser.get(door.address).cookies]


@pytest.fixture
def browser(alice: User) -> Client:
    """A browser in which an administrator is signed in."""
    return signed_in(alice)
