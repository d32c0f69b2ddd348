"""What is begun in a real browser survives the window, the session and a detour."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Account, ConsoleSession, User
from policies.models import Policy
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll

DOCUMENT = people.document(people.allow("s3:GetObject", "arn:aws:s3:::reports/*"))


def test_a_policy_is_kept_while_it_is_written_and_offered_again(
    open_as: OpenAs, alice: User
) -> None:
    page = open_as(alice, "/console/policies/new")
    page.get_by_label("Name").fill("reports")
    page.locator("form[data-kept]").wait_for(timeout=20_000)
    ConsoleSession.objects.all().delete()
    page.close()
    again = open_as(alice, "/console/policies/new")
    again.get_by_role("link", name="Continue where you left").click()
    expect(again.get_by_label("Name")).to_have_value("reports")


def test_a_policy_is_made_on_the_way_to_a_role(open_as: OpenAs, alice: User) -> None:
    page = open_as(alice, reverse("console-role-create-for", args=["account"]))
    page.get_by_label("Only with MFA").check()
    expect(page.locator("#trust-shown")).to_contain_text("MultiFactorAuthPresent")
    page.get_by_role("button", name="Next: what it may do").last.click()
    page.get_by_role("button", name="Create policy").click()
    page.get_by_label("Name").fill("reports")
    page.get_by_role("button", name="Create policy").last.click()
    expect(page.get_by_label("reports")).to_be_checked()
    assert Policy.objects.filter(name="reports").exists()
    assert accessibility_problems(page) == []


def test_a_policy_unfolds_in_its_list_and_to_three_depths(
    open_as: OpenAs, alice: User, account: Account
) -> None:
    made = people.make_policy(account, "reports", people.allow("s3:GetObject"))
    page = open_as(alice, "/console/policies")
    page.get_by_text("What it says").click()
    expect(page.get_by_text("Allows Amazon S3")).to_be_visible()
    assert accessibility_problems(page) == []
    page.goto(reverse("console-policy", args=[made.arn]))
    page.get_by_text("1 action of Amazon S3").click()
    page.locator("summary", has_text="GetObject").click()
    statement = page.get_by_role("link", name="Statement 1").last
    expect(statement).to_be_visible()
    assert accessibility_problems(page) == []
    assert sideways_scroll(page) <= 0
    statement.click()
    expect(page.locator("#L1")).to_be_visible()


def test_a_command_is_given_by_keyboard_alone(open_as: OpenAs, alice: User, carol: User) -> None:
    page = open_as(alice, "/console/users")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Simulator")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("searchbox").fill("suspend carol")
    offered = page.locator("#palette-results button")
    expect(offered).to_contain_text("Disable carol")
    page.keyboard.press("ArrowDown")
    expect(offered).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("carol is disabled")).to_be_visible()
