"""Where a sign-in leads: to the page that was asked for, and never to another site."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from accounts.signin.paths import HOME, safe_path
from tests import people
from tests.signin.browsers import signed_in, try_user

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/\\/evil.example",
    "/\\/evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/%2Fevil.example",
    "/%09/evil.example",
    "/%0d/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "http://evil.example",
    "https://evil.example/console/",
    "HTTPS://evil.example",
    "http:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "https:evil.example/console/",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "mailto:somebody@evil.example",
    "ftp://evil.example",
    "//testserver@evil.example",
    "//evil.example:80/console/",
    "//[::1]/console/",
    "https://testserver.evil.example/",
    "https://testserver@evil.example/",
    "https://evil.example#@testserver/",
    "/console//evil.example",
    "/console/..//evil.example",
    "/console/../../evil.example",
    "/console/%2e%2e//evil.example",
    "/console/%2e%2e/%2fevil.example",
    "/./evil.example",
    "/.evil.example",
    "/..//evil.example",
    "/@evil.example",
    "@evil.example",
    "evil.example",
    "evil.example/console/",
    "console/",
    "./console/",
    "../console/",
    "?next=//evil.example",
    "#//evil.example",
    "/#//evil.example",
    "/console/#//evil.example",
    "/console/\x00",
    "/console/\x1f",
    "/console/\x7f",
    "/console/\u2028",
    "/console/\u3002evil.example",
    "/\u2215/evil.example",
    "/\uff0f/evil.example",
    "\uff0f\uff0fevil.example",
    "/console/ evil",
    "/console/<script>",
    '/console/"onload="',
    "/console/;@evil.example",
    "/console;//evil.example",
    "/console/\\..\\..\\evil.example",
    "/signout",
    "/signout?next=/console/",
    "/signin",
    "/api/v1/users",
    "/",
    "/healthz",
    "/metrics",
    "/console",
    "/no/such/page",
    "",
    "/console/" + "a" * 5000,
]


@pytest.mark.parametrize("given", ELSEWHERE)
def test_what_is_no_page_of_the_console_leads_to_its_first(given: str) -> None:
    assert safe_path(given) == HOME


def test_a_sign_in_never_leads_there(carol: User) -> None:
    people.give_password(carol)
    answers = [try_user(Client(), "example", "carol", next=given) for given in ELSEWHERE[::6]]
    assert {answer.headers.get("Location", HOME) for answer in answers} == {HOME}


def test_nor_does_the_link_for_those_who_are_signed_in(carol: User) -> None:
    people.give_password(carol)
    browser = signed_in(carol)
    pages = [browser.get("/signin", {"next": given}) for given in ELSEWHERE]
    links = {re.findall(r'<a href="([^"]*)">Go on', page.text)[0] for page in pages}
    assert links == {HOME}


@pytest.mark.parametrize(
    "given",
    [
        "/console/",
        "/console/users?query=a%20b&page=2&sort=-name",
        "/console/users?next=//evil.example",
        "/console/users/alice/groups",
    ],
)
def test_a_page_of_the_console_is_found_again_with_its_query(carol: User, given: str) -> None:
    people.give_password(carol)
    assert safe_path(given) == given
    asked = Client().get(given)
    signin = urlsplit(asked.headers["Location"])
    assert (asked.status_code, signin.path) == (302, "/signin")
    assert parse_qs(signin.query)["next"] == [given]
    assert f'value="{quote(given, safe="/:?=&%-")}"'.replace("&", "&amp;") in (
        Client().get(asked.headers["Location"]).text
    )
    assert try_user(Client(), "example", "carol", next=given).headers["Location"] == given


def test_a_form_that_came_too_late_leads_back_to_its_page(db: None) -> None:
    page = "http://testserver/console/users?page=2"
    answer = Client().post("/console/groups/new", headers={"referer": page})
    assert answer.headers["Location"] == "/signin?next=%2Fconsole%2Fusers%3Fpage%3D2"
    foreign = {"referer": "https://evil.example//evil.example"}
    answer = Client().post("/console/groups/new", headers=foreign)
    assert answer.headers["Location"] == "/signin?next=%2Fconsole%2F"


def test_a_part_of_a_page_sends_the_whole_window_to_sign_in(db: None) -> None:
    headers = {
        "hx-request": "true",
        "hx-current-url": "http://testserver/console/users?page=2",
    }
    answer = Client().get("/console/users?page=3", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/signin?next=%2Fconsole%2Fusers%3Fpage%3D2"


def test_a_script_is_told_in_its_own_language(db: None) -> None:
    answer = Client().get("/console/users", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_signed_in_browser_is_let_through(alice: User) -> None:
    people.give_password(alice)
    assert signed_in(alice).get("/console/users").status_code == 200
