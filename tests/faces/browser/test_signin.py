"""The sign-in pages as people meet them: by keyboard, on a phone, in the dark, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import LoginProfile, User
from tests import people
from tests.faces.browser.conftest import (
    OpenContext,
    accessibility_problems,
    sideways_scroll,
)

PAGES = ("/signin", "/signin/root", "/a/example", "/signed-out", "/api/v1/")


@pytest.fixture
def dora(live_server: LiveServer, alice: User) -> User:
    """An administrator with a password. `alice` is there so that somebody else is, too."""
    user = people.make_user(alice.account, "dora")
    people.attach(user, "AdministratorAccess")
    people.give_password(user)
    return user


def sign_in(page: Page, password: str = people.PASSWORD) -> None:
    page.get_by_label("User name").fill("dora")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("Password", exact=True).press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_signing_in_leads_to_the_page_that_was_asked_for(
    open_context: OpenContext, live_server: LiveServer, dora: User, scripts: bool
) -> None:
    page = open_context(base_url=live_server.url, java_script_enabled=scripts).new_page()
    page.goto("/console/users?query=do")
    page.get_by_label("Account ID or alias").fill("example")
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("The account, the name or the password")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    sign_in(page)
    expect(page).to_have_url(f"{live_server.url}/console/users?query=do")
    expect(page.get_by_role("link", name="dora", exact=True)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_password_somebody_else_set_is_replaced_before_anything_else(
    open_context: OpenContext, live_server: LiveServer, dora: User, scripts: bool
) -> None:
    LoginProfile.objects.filter(user=dora).update(is_reset_required=True)
    page = open_context(375, base_url=live_server.url, java_script_enabled=scripts).new_page()
    page.goto("/a/example")
    sign_in(page)
    expect(page.get_by_role("heading", name="Set a new password")).to_be_visible()
    page.goto("/console/users")
    expect(page.get_by_role("heading", name="Set a new password")).to_be_visible()
    page.get_by_label("New password", exact=True).fill("entirely my own choice")
    page.get_by_label("New password again").fill("entirely my own choice")
    page.get_by_role("button", name="Set the password").click()
    expect(page).to_have_url(f"{live_server.url}/console/users")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_sound_for_everybody_and_fit_a_phone(
    open_context: OpenContext, live_server: LiveServer, scheme: str
) -> None:
    page = open_context(375, base_url=live_server.url, color_scheme=scheme).new_page()
    for address in PAGES:
        page.goto(address)
        assert accessibility_problems(page) == [], address
        assert sideways_scroll(page) == 0, address


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_who_has_to_wait_sees_how_long(
    open_context: OpenContext, live_server: LiveServer, dora: User, scripts: bool
) -> None:
    page = open_context(base_url=live_server.url, java_script_enabled=scripts).new_page()
    page.clock.install()
    for _ in range(6):
        page.goto("/a/example")
        sign_in(page, "wrong")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Try again in")
    left = page.get_by_role("timer")
    if not scripts:
        expect(left).to_be_hidden()
        return
    expect(left).to_have_text(re.compile(r"^[01]:\d\d$"))
    assert not accessibility_problems(page)
    page.clock.run_for(61_000)
    expect(page.get_by_text("You can try again now.").first).to_be_visible()
    expect(left).to_be_hidden()
