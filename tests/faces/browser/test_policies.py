"""Policies and groups in a real browser: written, mended, attached, compared, deleted."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import Account, Group, User
from policies.models import Policy
from policies.operations.attachments import attach_group_policy
from policies.operations.managed import create_policy
from policies.operations.versions import create_policy_version
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll

GOOD = people.document(people.allow("s3:GetObject", "arn:aws:s3:::reports/*"))
OTHER = people.document(people.allow("s3:PutObject", "arn:aws:s3:::reports/*"))


@pytest.fixture
def policy(alice: User) -> str:
    caller = people.calling(alice)
    arn = create_policy(caller, policy_name="reports", policy_document=GOOD).policy.arn
    create_policy_version(caller, policy_arn=arn, policy_document=OTHER, set_as_default=False)
    return arn


@pytest.fixture
def group(account: Account, alice: User, bob: User, policy: str) -> Group:
    group = people.make_group(account, "readers", bob)
    people.grant(group, people.allow("sqs:*"), name="queues")
    attach_group_policy(people.calling(alice), group_name="readers", policy_arn=policy)
    return group


def editor(page: Page) -> Locator:
    """The editor, which takes the place of the text field once it is loaded."""
    return page.get_by_role("textbox", name=re.compile("^Policy document.*leaves the editor"))


def write(page: Page, text: str) -> None:
    """Replace what stands in the editor."""
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def test_a_policy_with_an_error_is_mended_and_saved(open_as: OpenAs, alice: User) -> None:
    page = open_as(alice, "/console/policies")
    page.get_by_role("link", name="Create policy").first.click()
    page.get_by_label("Name").fill("reports")
    write(page, GOOD.replace("GetObject", "GetObjects"))
    checks = page.get_by_role("region", name="Checks")
    expect(checks).to_contain_text("INVALID_ACTION")
    expect(checks.locator("[data-level=error]")).to_have_text("1")
    checks.get_by_role("button", name=re.compile("^Fix: ")).click()
    expect(checks.locator("[data-level=error]")).to_have_text("0")
    page.get_by_role("button", name="Create policy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("reports")
    expect(page.get_by_role("status").filter(has_text="reports is saved.")).to_be_visible()
    assert Policy.objects.get(name="reports").versions.get().document == GOOD


def test_a_refused_text_stays_in_the_editor(open_as: OpenAs, alice: User) -> None:
    page = open_as(alice, "/console/policies/new")
    page.get_by_label("Name").fill("reports")
    write(page, '{"Version": "2012-10-17", "Statement": []')
    page.get_by_role("button", name="Create policy").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(editor(page)).to_contain_text('"Statement": []')
    assert not Policy.objects.filter(name="reports").exists()


def test_a_place_in_the_list_of_checks_leads_into_the_text(open_as: OpenAs, alice: User) -> None:
    page = open_as(alice, "/console/policies/new")
    write(page, GOOD.replace("Allow", "Alow"))
    page.get_by_role("region", name="Checks").get_by_role(
        "button", name=re.compile("^Line 1, column")
    ).first.click()
    expect(editor(page)).to_be_focused()
    page.keyboard.insert_text('"Allow"')
    expect(page.locator("[data-level=error]")).to_have_text("0")


def test_the_size_is_counted_while_one_writes(open_as: OpenAs, alice: User) -> None:
    page = open_as(alice, "/console/policies/new")
    write(page, '{"a b": 1,   "c": 2}')
    expect(page.locator("[data-size]")).to_have_text("15 of 6,144 characters")


def test_a_policy_is_attached_to_a_group_found_by_typing(
    open_as: OpenAs, alice: User, group: Group
) -> None:
    page = open_as(alice, reverse("console-group-permissions", args=["readers"]))
    attached = page.get_by_role("region", name=re.compile("^Attached policies"))
    attached.get_by_role("link", name="Attach policies").click()
    page.get_by_role("searchbox").press_sequentially("SecurityAudit", delay=20)
    page.get_by_label("Select arn:aws:iam::aws:policy/SecurityAudit").check()
    page.get_by_role("button", name="Attach to readers").click()
    expect(attached.get_by_role("link", name="SecurityAudit", exact=True)).to_be_visible()
    page.get_by_role("link", name="Detach SecurityAudit").click()
    expect(page.get_by_role("heading", name="What would be lost")).to_be_visible()
    page.get_by_role("button", name="Detach the policy").click()
    expect(attached.get_by_role("link", name="SecurityAudit", exact=True)).to_be_hidden()


def test_versions_are_compared_and_another_is_made_the_default(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = open_as(alice, reverse("console-policy-versions", args=[policy]))
    page.get_by_role("link", name="Compare the default with v2").click()
    expect(page.locator("ins")).to_contain_text("s3:PutObject")
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("link", name="Make default: v2").click()
    expect(page.get_by_text("1 action more · 1 action fewer")).to_be_visible()
    page.get_by_role("button", name="Make v2 the default").click()
    expect(page.get_by_text("Version v2 holds now")).to_be_visible()


def test_a_group_is_deleted_once_its_name_is_typed(
    open_as: OpenAs, alice: User, group: Group
) -> None:
    page = open_as(alice, reverse("console-group", args=["readers"]))
    page.get_by_role("link", name="Delete").click()
    delete = page.get_by_role("button", name="Delete the group")
    expect(delete).to_be_disabled()
    page.get_by_label("To confirm, type readers").fill("readers")
    delete.click()
    expect(page.get_by_text("readers is deleted.")).to_be_visible()


def test_everything_works_without_scripts(open_as: OpenAs, alice: User, bob: User) -> None:
    page = open_as(alice, "/console/policies/new", java_script_enabled=False)
    page.get_by_label("Name").fill("reports")
    page.get_by_label("Policy document").fill(GOOD.replace("Allow", "Alow"))
    page.get_by_role("button", name="Check without saving").click()
    expect(page.get_by_role("region", name="Checks")).to_contain_text("INVALID_EFFECT")
    page.get_by_label("Policy document").fill(GOOD)
    page.get_by_role("button", name="Create policy").click()
    expect(page.get_by_text("reports is saved.")).to_be_visible()
    page.goto("/console/groups/new")
    page.get_by_label("Name", exact=True).fill("readers")
    page.get_by_label("bob").check()
    page.get_by_label("Find policies by name, AWS's too").fill("reports")
    page.locator("#picker-policies").get_by_role("button", name="Find").click()
    expect(page.get_by_label("bob")).to_be_checked()
    page.get_by_label("reports Yours").check()
    page.get_by_role("button", name="Create group").last.click()
    expect(page.get_by_text("The group readers is created.")).to_be_visible()
    made = Group.objects.get(name="readers")
    assert made.attachments.get().policy.name == "reports"
    assert made.memberships.get().user == bob


def pages(policy: str) -> list[str]:
    """Every page of policies and groups that can be opened."""
    of_policy = (
        "console-policy",
        "console-policy-document",
        "console-policy-versions",
        "console-policy-compare",
        "console-policy-users",
        "console-policy-tags",
        "console-policy-activity",
        "console-policy-edit",
        "console-policy-delete",
        "console-policy-attach-groups",
        "console-policy-attach-users",
    )
    of_group = (
        "console-group",
        "console-group-permissions",
        "console-group-activity",
        "console-group-add",
        "console-group-edit",
        "console-group-delete",
        "console-group-attach",
        "console-group-inline-create",
    )
    return [
        reverse("console-policies"),
        reverse("console-policies") + "?scope=All&size=25",
        reverse("console-policy-create"),
        reverse("console-policy-copy"),
        *(reverse(name, args=[policy]) for name in of_policy),
        reverse("console-policy-service", args=[policy, "s3"]),
        reverse("console-policy-version-delete", args=[policy]) + "?version=v2",
        reverse("console-groups"),
        reverse("console-group-create"),
        *(reverse(name, args=["readers"]) for name in of_group),
        reverse("console-group-inline", args=["readers", "queues"]),
        reverse("console-group-inline-delete", args=["readers", "queues"]),
        reverse("console-group-detach", args=["readers", policy]),
    ]


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        (1280, "light"),
        (375, "dark"),
        pytest.param(1280, "dark", marks=pytest.mark.deep),
        pytest.param(375, "light", marks=pytest.mark.deep),
    ],
)
def test_every_page_is_accessible_in_both_themes_and_sizes(
    open_as: OpenAs, alice: User, group: Group, policy: str, width: int, theme: str
) -> None:
    page = open_as(alice, "/console/policies", width, color_scheme=theme)
    found = {}
    for address in pages(policy):
        page.goto(address)
        found[address] = accessibility_problems(page)
    assert not {address: problems for address, problems in found.items() if problems}


def test_no_page_scrolls_sideways_on_the_smallest_screen(
    open_as: OpenAs, alice: User, group: Group, policy: str
) -> None:
    page = open_as(alice, "/console/policies", 320)
    found = {}
    for address in pages(policy):
        page.goto(address)
        found[address] = sideways_scroll(page)
    assert not {address: width for address, width in found.items() if width}
