"""Second factors as people set them up and show them: keys with scripts, apps also without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import MFADevice, User
from tests import people
from tests.authenticators import Authenticator, device_row, enrol
from tests.faces.browser.conftest import (
    OpenAs,
    OpenContext,
    accessibility_problems,
    sideways_scroll,
)


@pytest.fixture
def with_key(open_context: OpenContext, site: str) -> Iterator[tuple[Page, Any, str]]:
    """A window of a computer that has a security key in it, and the way to look into the key."""
    page = open_context(base_url=site).new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page, devtools, made["authenticatorId"]


def give_password(page: Page) -> None:
    page.goto("/a/example")
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_label("Password", exact=True).press("Enter")


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_security_key_is_set_up_and_signs_in(
    with_key: tuple[Page, Any, str], alice: User, site: str
) -> None:
    page, devtools, key = with_key
    people.give_password(alice)
    give_password(page)
    page.goto("/console/me/mfa/new")
    panel = page.get_by_role("region", name="Security key or passkey")
    panel.get_by_label("Name").fill("blue")
    panel.get_by_role("button", name="Ask the key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    (kept,) = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert kept["rpId"] == "localhost"
    sign_out(page)
    give_password(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Use a security key or passkey").click()
    expect(page).to_have_url(f"{site}/console/")
    device = MFADevice.objects.get()
    assert device.serial_number.startswith(f"arn:aws:iam::{people.ACCOUNT}:u2f/user/alice/blue-")
    assert device.counter > 1


def test_a_copied_key_that_falls_behind_is_refused(
    with_key: tuple[Page, Any, str], alice: User
) -> None:
    page, _devtools, _key = with_key
    people.give_password(alice)
    give_password(page)
    page.goto("/console/me/mfa/new")
    page.get_by_role("button", name="Ask the key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    MFADevice.objects.update(counter=1_000_000)
    sign_out(page)
    give_password(page)
    page.get_by_role("button", name="Use a security key or passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("was not accepted")


def test_without_a_key_in_the_computer_it_says_so(
    with_key: tuple[Page, Any, str], alice: User
) -> None:
    page, devtools, key = with_key
    people.give_password(alice)
    give_password(page)
    page.goto("/console/me/mfa/new")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Ask the key").click()
    expect(page.get_by_text("The key was not set up.")).to_be_visible()
    assert not MFADevice.objects.exists()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_app_is_set_up_and_signs_in(
    open_context: OpenContext, site: str, alice: User, scripts: bool
) -> None:
    people.give_password(alice)
    page = open_context(375, base_url=site, java_script_enabled=scripts).new_page()
    give_password(page)
    page.goto("/console/me/mfa/new")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    seed = re.search(r"secret=([A-Z2-7]+)", page.content())[1]  # type: ignore[index]
    phone = Authenticator(seed, f"arn:aws:iam::{people.ACCOUNT}:mfa/alice/phone")
    page.get_by_label("First code").fill(phone.code(-1))
    page.get_by_label("The code after it").fill(phone.code())
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("button", name="Make ten codes").click()
    expect(
        page.get_by_role("listitem").filter(has_text=re.compile("^[A-Z2-7-]{29}$"))
    ).to_have_count(10)
    sign_out(page)
    give_password(page)
    page.get_by_label("Code", exact=True).fill(phone.code(1))
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{site}/console/")


def test_two_codes_pasted_at_once_fill_both_boxes(open_as: OpenAs, alice: User, site: str) -> None:
    people.give_password(alice)
    device = device_row(alice.account_id)
    page = open_as(alice, f"{site}/console/me/mfa/enable/{device.serial_number}")
    page.get_by_label("First code").press_sequentially("123456 ")
    expect(page.get_by_label("The code after it")).to_have_value("")
    page.keyboard.insert_text("654321")
    expect(page.get_by_label("First code")).to_have_value("123456")
    expect(page.get_by_label("The code after it")).to_have_value("654321")
    expect(page.get_by_label("The code after it")).to_be_focused()


PAGES = ("/console/me/mfa", "/console/me/mfa/new", "/console/me/recovery-codes", "/signin/confirm")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_can_be_read_by_everybody(
    open_as: OpenAs, alice: User, scheme: str, width: int
) -> None:
    page = open_as(alice, "/console/me/mfa/new", width, color_scheme=scheme)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert accessibility_problems(page) == []
    assert sideways_scroll(page) == 0
    enrol(alice, "tablet")
    for address in PAGES:
        page.goto(address)
        assert accessibility_problems(page) == [], address
        assert sideways_scroll(page) == 0, address


def test_a_passkey_signs_in_by_itself(
    with_key: tuple[Page, Any, str], alice: User, site: str
) -> None:
    page, _devtools, _key = with_key
    people.give_password(alice)
    give_password(page)
    page.goto("/console/me/mfa/new")
    page.get_by_role("button", name="Ask the key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    page.goto("/signin?next=/console/me")
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{site}/console/me")
    expect(page.get_by_text("You are the user alice.")).to_be_visible()


def test_without_a_passkey_the_page_says_so_and_stays(
    with_key: tuple[Page, Any, str], alice: User, site: str
) -> None:
    page, _devtools, _key = with_key
    page.goto("/signin")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    expect(page).to_have_url(f"{site}/signin")
