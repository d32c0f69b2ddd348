"""Users, credentials and the account in a real browser: the ways people go, and how pages look."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Account, Event, User
from tests import certificates, people
from tests.faces.browser.conftest import (
    OpenAs,
    OpenContext,
    accessibility_problems,
    sideways_scroll,
)

PAGES = (
    "",
    "search?q=a",
    "users",
    "users?q=nobody",
    "users/new",
    "users/new-list",
    "users/dave/permissions",
    "users/dave/permissions?action=s3:PutObject",
    "users/dave/permissions/s3",
    "users/dave/add-permissions?way=attach&policies=arn:aws:iam::aws:policy/AmazonS3FullAccess",
    "users/dave/add-permissions?way=copy",
    "users?key_older_than=90",
    "users/dave/groups",
    "users/dave/groups/add",
    "users/dave/credentials",
    "users/dave/password",
    "users/dave/password/delete",
    "users/dave/keys/new",
    "users/dave/ssh-keys/new",
    "users/dave/signing-certificates/new",
    "users/dave/service-credentials/new",
    "users/dave/last-accessed",
    "users/dave/activity",
    "users/dave/tags",
    "users/dave/edit",
    "users/dave/boundary",
    "users/dave/delete",
    "credential-report",
    "log?show=all",
    "settings",
    "settings/alias",
    "me",
    "me/credentials",
)


@pytest.fixture
def dave(account: Account) -> User:
    """A user with everything a user can have, and a colleague in his group."""
    dave = people.make_user(account, "dave", "/lab/", tags={"team": "lab"})
    people.give_password(dave)
    people.access_key(dave)
    certificates.ssh_public_key(dave)
    certificates.signing_certificate(dave)
    certificates.service_credential(dave)
    people.attach(dave, "AmazonS3ReadOnlyAccess")
    people.bound(dave, people.make_policy(account, "most"))
    people.attach(people.make_group(account, "crew", dave), "AmazonEC2ReadOnlyAccess")
    return dave


def sign_in(page: Page, address: str, user_name: str, password: str) -> None:
    page.goto(address)
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible_and_fits_in_both_themes_and_sizes(
    open_as: OpenAs, alice: User, dave: User, theme: str, width: int
) -> None:
    page = open_as(alice, "/console/", width, color_scheme=theme)
    for address in PAGES:
        page.goto(f"/console/{address}")
        assert accessibility_problems(page) == [], address
        assert sideways_scroll(page) == 0, address
    page.goto("/console/log?show=all")
    page.get_by_role("link", name="iam:GetUser", exact=True).first.click()
    assert accessibility_problems(page) == []


def test_no_page_scrolls_sideways_on_the_smallest_screen(
    open_as: OpenAs, alice: User, dave: User
) -> None:
    page = open_as(alice, "/console/", 320)
    for address in PAGES:
        page.goto(f"/console/{address}")
        assert sideways_scroll(page) == 0, address


def test_pages_that_refuse_are_accessible_too(open_as: OpenAs, carol: User, dave: User) -> None:
    page = open_as(carol, "/console/")
    for address in ("", "users", "users/dave/permissions", "log", "settings", "me/credentials"):
        page.goto(f"/console/{address}")
        assert accessibility_problems(page) == [], address


def test_an_administrator_makes_a_user_who_then_signs_in(
    open_context: OpenContext,
    site: str,
    transactional_db: None,
    alice: User,
    tmp_path: Path,
) -> None:
    people.give_password(alice)
    people.attach(people.make_group(alice.account, "readers"), "IAMReadOnlyAccess")
    page = open_context(base_url=site).new_page()
    sign_in(page, "/a/example", "alice", people.PASSWORD)
    page.get_by_role("link", name="Users", exact=True).first.click()
    page.get_by_role("link", name="Create user").first.click()
    page.get_by_label("User name").fill("dave")
    expect(page.get_by_label("Typed password")).to_be_hidden()
    page.get_by_label("A password made here").check()
    page.get_by_label("Must set a new password").uncheck()
    page.get_by_label("Access key for programs").check()
    page.get_by_label("readers").check()
    page.get_by_role("button", name="Create user").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New credentials of dave")
    assert accessibility_problems(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    file = tmp_path / "credentials.csv"
    download.value.save_as(file)
    titles, values = csv.reader(file.open())
    shown = dict(zip(titles, values, strict=True))
    done = page.get_by_role("button", name="Done")
    expect(done).to_be_disabled()
    page.get_by_label("I have stored them").check()
    done.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("dave")
    page.get_by_label("alice: your menu").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, shown["Sign-in URL"], "dave", shown["Password"])
    page.goto("/console/users")
    expect(page.get_by_role("link", name="alice", exact=True)).to_be_visible()
    page.goto("/console/users/alice/edit")
    page.get_by_label("User name").fill("malice")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("iam:UpdateUser")
    assert User.objects.filter(name="alice").exists()
    assert shown["Password"] not in str(list(Event.objects.values()))


def test_a_key_is_made_switched_off_and_deleted(open_as: OpenAs, alice: User, carol: User) -> None:
    page = open_as(alice, "/console/users/carol/credentials")
    page.get_by_role("link", name="Create access key").click()
    page.get_by_role("button", name="Create access key").click()
    secret = page.locator(".secret").first
    page.get_by_role("button", name="Show", exact=True).click()
    expect(secret).not_to_contain_text("•")
    page.get_by_label("I have stored them").check()
    page.get_by_role("button", name="Done").click()
    key_id = carol.access_keys.get().key_id
    page.get_by_role("button", name=f"Deactivate {key_id}").click()
    expect(page.get_by_text("Inactive", exact=True)).to_be_visible()
    page.get_by_role("link", name=f"Delete {key_id}").click()
    delete = page.get_by_role("button", name="Delete this key")
    expect(delete).to_be_disabled()
    page.get_by_label(f"To confirm, type {key_id}").fill(key_id)
    delete.click()
    expect(page.get_by_text("The key is deleted.")).to_be_visible()
    assert not carol.access_keys.exists()


def test_selected_users_are_disabled_together(
    open_as: OpenAs, alice: User, carol: User, dave: User
) -> None:
    page = open_as(alice, "/console/users")
    page.get_by_label("Select carol").check()
    page.get_by_label("Select dave").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Disable").click()
    page.get_by_role("button", name="Disable 2 users").click()
    expect(page.get_by_text("Done, for 2 users.")).to_be_visible()
    assert User.objects.filter(is_enabled=False).count() == 2


def test_the_palette_finds_a_user_and_leads_there(open_as: OpenAs, alice: User, dave: User) -> None:
    page = open_as(alice, "/console/settings")
    page.keyboard.press("Control+k")
    page.keyboard.type("dav", delay=20)
    expect(page.get_by_role("dialog").get_by_role("link").first).to_contain_text("dave")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("dave")


def test_a_list_goes_on_while_one_types(open_as: OpenAs, alice: User, dave: User) -> None:
    page = open_as(alice, "/console/users")
    page.keyboard.press("/")
    page.keyboard.type("dav", delay=20)
    expect(page.get_by_role("link", name="alice", exact=True)).to_be_hidden()
    expect(page.get_by_role("link", name="dave")).to_be_visible()
    page.wait_for_url("**/console/users?q=dav")


def test_everything_works_without_scripts(open_as: OpenAs, alice: User, dave: User) -> None:
    page = open_as(alice, "/console/users/new", java_script_enabled=False)
    page.get_by_label("User name").fill("erin")
    page.get_by_label("A password I type").check()
    page.get_by_label("Typed password").fill(people.PASSWORD)
    page.get_by_label("Access key for programs").check()
    page.get_by_label("crew").check()
    page.get_by_role("button", name="Create user").last.click()
    erin = User.objects.get(name="erin")
    expect(page.locator(".secret")).to_have_count(1)
    page.get_by_role("button", name="Done").click()
    page.get_by_role("link", name="Groups").last.click()
    page.get_by_label("Select crew").check()
    page.get_by_role("button", name="Remove from these groups").click()
    page.get_by_role("button", name="Remove from these groups").click()
    assert not erin.memberships.exists()
    page.goto("/console/users/erin/delete")
    page.get_by_label("To confirm, type erin").fill("erin")
    page.get_by_role("button", name="Delete this user").click()
    expect(page.get_by_text("erin is deleted.")).to_be_visible()
    page.goto("/console/search?q=dav")
    page.get_by_role("link", name="dave").click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("heading", name="This user is disabled")).to_be_visible()
