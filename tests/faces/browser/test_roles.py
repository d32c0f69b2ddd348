"""Roles in a real browser: made, trusted anew, revoked, deleted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Account, Role, User
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll

ADDRESSES = (
    "/console/roles",
    "/console/roles/new",
    "/console/roles/new/for-other-account",
    "/console/roles/new/for-custom",
    "/console/roles/pilot/permissions",
    "/console/roles/pilot/trust",
    "/console/roles/pilot/trust/edit",
    "/console/roles/pilot/sessions",
    "/console/roles/pilot/delete",
)


@pytest.fixture
def pilot(account: Account, alice: User, bob: User) -> Role:
    pilot = people.make_role(account, "pilot", alice.arn, bob.arn, path="/engineering/")
    people.attach(pilot, "AmazonS3ReadOnlyAccess")
    return pilot


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Trust policy.*leaves the editor"))


def test_a_role_is_made_mended_revoked_and_deleted(open_as: OpenAs, alice: User) -> None:
    page = open_as(alice, "/console/roles")
    page.get_by_role("link", name="Create role").first.click()
    page.get_by_role("link", name="A service").click()
    page.get_by_label("Service", exact=True).fill("lambda.amazonaws.com")
    page.get_by_role("button", name="Go on as JSON").click()
    expect(editor(page)).to_contain_text("lambda.amazonaws.com")
    page.get_by_role("button", name="Next: what it may do").last.click()
    page.get_by_label("Find policies by name").fill("AmazonS3ReadOnly")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("AmazonS3ReadOnlyAccess").check()
    page.get_by_role("button", name="Next: what it is called").last.click()
    page.get_by_label("Name", exact=True).fill("driver")
    page.get_by_role("button", name="Next: a last look").click()
    expect(page.get_by_text("Create the role driver")).to_be_visible()
    page.get_by_role("button", name="Create role").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("driver")
    expect(page.get_by_text("1 of 10")).to_be_visible()

    page.get_by_role("link", name="Trust", exact=True).click()
    page.get_by_role("link", name="Edit trust policy").click()
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(people.trusting(AWS=alice.arn).replace("AssumeRole", "AssumeRoles"))
    checks = page.get_by_role("region", name="Checks")
    expect(checks.locator("[data-level=error]")).not_to_have_text("0")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(people.trusting(AWS=alice.arn))
    expect(checks.locator("[data-level=error]")).to_have_text("0")
    page.get_by_role("button", name="Save trust policy").click()
    trusted = page.get_by_role("region", name="Who may take this role on")
    expect(trusted.get_by_role("link", name="alice")).to_be_visible()

    page.get_by_role("link", name="Sessions").click()
    page.get_by_label("I mean every session").check()
    page.get_by_role("button", name="Revoke all sessions").click()
    expect(page.get_by_text("Refused is every session that began before")).to_be_visible()

    page.get_by_role("link", name="Delete").click()
    page.get_by_label("To confirm, type driver").fill("driver")
    page.get_by_role("button", name="Delete this role").click()
    expect(page.get_by_text("driver is deleted.")).to_be_visible()
    assert not Role.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_open_to_everyone(
    open_as: OpenAs, alice: User, pilot: Role, scheme: str
) -> None:
    page = open_as(alice, "/console/roles", color_scheme=scheme)
    for address in ADDRESSES:
        page.goto(address)
        assert accessibility_problems(page) == [], address


def test_its_pages_fit_a_telephone(open_as: OpenAs, alice: User, pilot: Role) -> None:
    page = open_as(alice, "/console/roles", width=375)
    for address in ADDRESSES:
        page.goto(address)
        assert sideways_scroll(page) <= 0, address


def test_its_pages_work_without_scripts(open_as: OpenAs, alice: User, pilot: Role) -> None:
    page = open_as(alice, "/console/roles/pilot/trust/edit", java_script_enabled=False)
    page.get_by_label("Trust policy").fill(people.trusting(AWS="*"))
    page.get_by_role("button", name="Check without saving").click()
    page.get_by_role("button", name="Save trust policy").click()
    expect(page.get_by_text("Anybody may try this role")).to_be_visible()
