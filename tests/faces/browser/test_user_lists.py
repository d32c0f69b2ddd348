"""Lists, the difference before a change, and a new user's summary, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Account, TableView, User
from tests import people
from tests.faces.browser.conftest import OpenAs


@pytest.fixture
def administrator(transactional_db: None) -> User:
    account = people.make_account(people.ACCOUNT, "example")
    alice = people.make_user(account, "alice")
    people.attach(alice, "AdministratorAccess")
    return alice


def account_of(user: User) -> Account:
    return user.account


def test_columns_are_moved_and_stay_where_they_are(open_as: OpenAs, administrator: User) -> None:
    page = open_as(administrator, "/console/users")
    page.get_by_role("button", name="Columns").click()
    dialog = page.get_by_role("dialog", name="Columns")
    dialog.get_by_role("checkbox", name="Groups").uncheck()
    dialog.get_by_role("button", name="Last active: further to the front").click()
    dialog.get_by_role("button", name="Last active: further to the front").click()
    dialog.get_by_role("button", name="Show these columns").click()
    headings = page.get_by_role("columnheader")
    expect(headings.first).to_have_text(re.compile("Last active"))
    expect(page.get_by_role("columnheader", name="Groups")).to_have_count(0)
    assert TableView.objects.get().columns[:2] == ["active", "name"]


def test_everything_that_matches_is_offered_once_a_page_is_selected(
    open_as: OpenAs, administrator: User
) -> None:
    for number in range(30):
        people.make_user(account_of(administrator), f"user-{number:02}")
    page = open_as(administrator, "/console/users?size=25&q=user")
    page.get_by_role("checkbox", name="Select user-00").check()
    offer = page.get_by_role("checkbox", name="All 30 users that match")
    expect(offer).to_be_hidden()
    page.get_by_role("checkbox", name="Select all on this page").check()
    offer.check()
    page.get_by_role("button", name="Disable", exact=True).click()
    expect(page.get_by_role("heading", name="Disable 30 users?")).to_be_visible()


def test_the_difference_follows_what_is_ticked(open_as: OpenAs, administrator: User) -> None:
    account = account_of(administrator)
    people.make_user(account, "dave")
    people.attach(people.make_group(account, "readers"), "AmazonS3ReadOnlyAccess")
    page = open_as(administrator, "/console/users/dave/add-permissions")
    _tick(page, "readers")
    expect(page.get_by_role("heading", name="What it would come to")).to_be_visible()
    expect(page.locator("#access-change")).to_contain_text("Amazon S3")
    expect(page).to_have_url(re.compile("groups=readers"))
    page.get_by_role("link", name="Leave out readers").click()
    expect(page.locator("#access-change")).to_have_count(0)
    _tick(page, "readers")
    page.get_by_role("button", name="Add permissions").click()
    expect(page.get_by_role("status").first).to_contain_text("1 permission is given")
    assert User.objects.get(name="dave").memberships.count() == 1


def test_a_new_users_summary_follows_what_is_ticked(open_as: OpenAs, administrator: User) -> None:
    people.attach(people.make_group(account_of(administrator), "readers"), "AmazonS3ReadOnlyAccess")
    page = open_as(administrator, "/console/users/new")
    page.get_by_label("User name").fill("dave")
    _tick(page, "readers")
    expect(page.locator("#access-change")).to_contain_text("Amazon S3")
    expect(page.get_by_label("User name")).to_have_value("dave")
    expect(page).to_have_url(re.compile("/console/users/new$"))


def _tick(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=re.compile(f"^{name}")).click()
