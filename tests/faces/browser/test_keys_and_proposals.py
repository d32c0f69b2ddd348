"""Rotating a key, and taking out of a policy what was unused, in a real browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from accounts import trail, usage
from accounts.models import AccessKey, Account, User
from accounts.operations import users
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll


@pytest.fixture
def dave(account: Account, alice: User) -> User:
    """A user with an old key that is in use and rights that he mostly does without."""
    dave = people.make_user(account, "dave")
    long_ago = now() - timedelta(days=100)
    people.access_key(dave, created=long_ago, description="backup", last_used=long_ago)
    people.grant(dave, people.allow("iam:*"))
    users.list_users(people.calling(dave))
    usage.flush()
    trail.flush()
    for model in (Account, User):
        manager: Any = model._default_manager
        manager.update(created=long_ago)
    return dave


def test_a_key_is_rotated_from_one_page(open_as: OpenAs, alice: User, dave: User) -> None:
    old = AccessKey.objects.get().key_id
    page = open_as(alice, f"/console/users/dave/keys/{old}/rotate")
    page.get_by_role("link", name="Make a new key").click()
    page.get_by_label("What it is for").fill("backup, the new one")
    page.get_by_role("button", name="Create access key").click()
    page.get_by_label("I have stored them").check()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("backup, the new one")).to_be_visible()
    expect(page.get_by_text("The new key was not used yet.")).to_be_visible()
    AccessKey.objects.exclude(key_id=old).update(last_used=now())
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("The new key is in use since it was made")).to_be_visible()
    page.get_by_role("button", name="Deactivate the old key").click()
    page.get_by_role("link", name="Delete the old key").click()
    page.get_by_label(f"type {old}").fill(old)
    page.get_by_role("button", name="Delete this key").click()
    expect(page.get_by_text("The key is deleted.")).to_be_visible()
    assert AccessKey.objects.get().description == "backup, the new one"


def test_a_proposal_is_opened_in_the_editor_and_saved(
    open_as: OpenAs, alice: User, dave: User
) -> None:
    page = open_as(alice, "/console/users/dave/last-accessed")
    page.get_by_role("link", name="Propose it without what was unused").click()
    page.get_by_role("button", name="Open in the editor").click()
    page.get_by_role("button", name="Save policy").click()
    page.wait_for_url("**/permissions")
    assert '"iam:ListUsers"' in dave.inline_policies.get().document
    assert '"iam:*"' not in dave.inline_policies.get().document


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (375, "dark")])
def test_the_pages_are_accessible_and_fit(
    open_as: OpenAs, alice: User, dave: User, width: int, theme: str
) -> None:
    key = f"keys/{AccessKey.objects.get().key_id}"
    page = open_as(alice, "/console/", width, color_scheme=theme)
    for address in (
        "keys/new",
        f"{key}/rotate",
        f"{key}/edit",
        f"{key}/delete",
        "last-accessed",
        "inline/granted/without-unused",
        "policy-from-activity",
    ):
        page.goto(f"/console/users/dave/{address}")
        assert accessibility_problems(page) == [], address
        assert sideways_scroll(page) == 0, address
