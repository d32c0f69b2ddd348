"""The simulator in a real browser: from a refusal to the policy that mends it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Account, User
from policies.operations.inline import put_user_policy
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll

PAGE = "/console/simulator"
REPORTS = "arn:aws:s3:::reports/a.csv"
ASKED = f"{PAGE}?principal=bob&actions=s3:GetObject%0As3:DeleteObject&resources={REPORTS}"


@pytest.fixture
def reader(account: Account, bob: User) -> User:
    """Bob, who may read reports from one address, and never delete them."""
    reading = people.allow(
        "s3:GetObject", "arn:aws:s3:::reports/*", IpAddress={"aws:SourceIp": "192.0.2.0/24"}
    )
    people.grant(bob, reading, people.deny("s3:DeleteObject"), name="reports")
    return bob


def answer(page: Page, action: str) -> str:
    return page.locator("details.answer").filter(has_text=action).inner_text()


def test_a_question_is_asked_changed_and_gone_back_to(
    open_as: OpenAs, alice: User, reader: User
) -> None:
    page = open_as(alice, PAGE)
    page.get_by_label("Who").press_sequentially("bo", delay=30)
    expect(page.locator("#principals option")).to_have_attribute("value", reader.arn)
    page.get_by_label("Who").fill(reader.arn)
    page.get_by_label("Does what").fill("s3:GetObject")
    page.get_by_label("To what").fill(REPORTS)
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_role("status").filter(has_text="Not allowed 1 answer")).to_be_visible()
    assert "it wants 192.0.2.0/24" in answer(page, "s3:GetObject")
    page.get_by_role("link", name="aws:SourceIp").click()
    page.get_by_label("aws:SourceIp").fill("192.0.2.7")
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_role("status").filter(has_text="Allowed 1 answer")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("status").filter(has_text="Not allowed 1 answer")).to_be_visible()
    page.go_forward()
    page.get_by_role("link", name="reports", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("reports")


def test_a_refusal_is_understood_mended_and_gone(open_as: OpenAs, alice: User, bob: User) -> None:
    page = open_as(bob, reverse("console-user-password-delete", args=["alice"]))
    page.get_by_role("button", name="Take console access away").click()
    page.get_by_role("link", name="Open in the simulator").click()
    expect(page.get_by_label("Who")).to_have_value(bob.arn)
    assert "no statement that allows this action" in answer(page, "iam:DeleteLoginProfile")
    document = people.document(people.allow("iam:DeleteLoginProfile", alice.arn))
    put_user_policy(
        people.calling(alice), user_name="bob", policy_name="mended", policy_document=document
    )
    page.reload()
    assert "mended" in answer(page, "iam:DeleteLoginProfile")


def test_it_is_asked_by_keyboard_alone(open_as: OpenAs, alice: User, reader: User) -> None:
    page = open_as(alice, PAGE)
    page.get_by_label("Who").focus()
    page.keyboard.type("bob")
    page.keyboard.press("Tab")
    page.keyboard.type("s3:GetObject")
    page.keyboard.press("Enter")
    page.keyboard.type("s3:DeleteObject")
    page.get_by_role("button", name="Simulate").press("Enter")
    cell = page.get_by_role("link", name="Denied by a statement: s3:DeleteObject, *")
    cell.press("Enter")
    expect(page.locator("#answer-2-1")).to_be_in_viewport()
    page.locator("#answer-1-1 summary").press("Enter")
    expect(page.locator("#answer-1-1")).not_to_have_attribute("open", "")


def test_everything_works_without_scripts(open_as: OpenAs, alice: User, reader: User) -> None:
    page = open_as(alice, PAGE, java_script_enabled=False)
    page.get_by_role("link", name="What does a small policy allow?").click()
    expect(page.get_by_role("link", name=re.compile("^Allowed: s3:GetObject"))).to_be_visible()
    page.get_by_label("Draft policy").fill('{"Version": "2012-10-17"')
    page.get_by_role("button", name="Simulate").click()
    expect(page.get_by_role("region", name="Checks").first).to_contain_text("JSON_SYNTAX_ERROR")
    expect(page.get_by_label("Does what")).to_have_value("s3:GetObject\ns3:PutObject")


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        (1280, "light"),
        (375, "dark"),
        pytest.param(1280, "dark", marks=pytest.mark.deep),
        pytest.param(375, "light", marks=pytest.mark.deep),
    ],
)
def test_every_state_is_accessible_in_both_themes_and_sizes(
    open_as: OpenAs, alice: User, reader: User, width: int, theme: str
) -> None:
    page = open_as(alice, PAGE, width, color_scheme=theme)
    found = {}
    for address in (PAGE, ASKED, f"{PAGE}?principal=nobody&actions=s3&draft=%7B"):
        page.goto(address)
        found[address] = [*accessibility_problems(page), sideways_scroll(page)]
    assert set(map(str, found.values())) == {"[0]"}, found


def test_nothing_scrolls_sideways_on_the_smallest_screen(
    open_as: OpenAs, alice: User, reader: User
) -> None:
    page = open_as(alice, ASKED, 320)
    assert sideways_scroll(page) == 0


def test_answers_follow_what_is_typed_without_a_reload(
    open_as: OpenAs, alice: User, reader: User
) -> None:
    page = open_as(alice, f"{PAGE}?principal={reader.arn}")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.get_by_label("Does what").press_sequentially("s3:GetObject")
    page.get_by_label("To what").fill(REPORTS)
    answers = page.locator("#simulated")
    expect(answers).to_contain_text("Not allowed 1 answer")
    expect(answers).to_contain_text("Depends")
    expect(page).to_have_url(re.compile("actions=s3:GetObject"))
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert accessibility_problems(page) == []


def test_keys_follow_the_question_and_what_was_typed_stays(
    open_as: OpenAs, alice: User, reader: User, carol: User
) -> None:
    asking = people.allow("ec2:*", StringEquals={"ec2:Region": "eu-west-1", "aws:SourceVpc": "x"})
    people.grant(carol, asking, name="machines")
    page = open_as(alice, PAGE)
    page.get_by_text("Context of the request").click()
    page.get_by_label("Who").fill(reader.arn)
    page.get_by_label("Does what").fill("s3:GetObject")
    address = page.get_by_label("aws:SourceIp")
    expect(address).to_be_visible()
    expect(page.locator("#context-count")).to_have_text("(1 key)")
    address.press_sequentially("192.0.2.7", delay=120)
    expect(page.locator("#simulated")).to_contain_text("Not allowed 1 answer")
    page.get_by_label("To what").fill(REPORTS)
    expect(page.locator("#simulated")).to_contain_text("Allowed 1 answer")
    expect(address).to_have_value("192.0.2.7")
    page.get_by_label("Who").fill(carol.arn)
    expect(page.get_by_label("aws:SourceVpc")).to_be_visible()
    expect(page.get_by_label("ec2:Region")).to_have_count(0)
    expect(address).to_have_value("192.0.2.7")
    page.get_by_label("Does what").fill("ec2:RunInstances")
    expect(page.get_by_label("ec2:Region")).to_be_visible()
    assert accessibility_problems(page) == []


def test_several_are_compared_without_scripts(
    open_as: OpenAs, alice: User, reader: User, carol: User
) -> None:
    page = open_as(alice, PAGE, java_script_enabled=False)
    page.get_by_label("Who").fill("bob")
    page.get_by_text("Compare several").click()
    page.get_by_label("Others to compare").fill("alice\ncarol")
    page.get_by_label("Does what").fill("s3:GetObject\ns3:DeleteObject")
    page.get_by_role("button", name="Simulate").click()
    cell = page.get_by_role("link", name="Denied by a statement: user/bob, s3:DeleteObject, *")
    cell.click()
    expect(page.get_by_text("Who was heard, in this order")).to_be_visible()
    expect(page.get_by_label("Who")).to_have_value(reader.arn)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (375, "dark"), (320, "light")])
def test_every_layer_is_accessible(
    open_as: OpenAs, alice: User, reader: User, account: Account, width: int, theme: str
) -> None:
    people.grant(people.make_role(account, "pilot"), people.allow("s3:*"))
    page = open_as(alice, PAGE, width, color_scheme=theme)
    compared = f"{ASKED}&others=alice%0Arole/pilot"
    policy = people.document(people.allow("s3:Get*"))
    layered = f"{PAGE}?principal=pilot&actions=s3:GetObject&session_policy={policy}&scp={policy}"
    found = {}
    for address in (compared, f"{layered}&rcp=%7B", layered):
        page.goto(address)
        found[address] = [*accessibility_problems(page), sideways_scroll(page)]
    assert set(map(str, found.values())) == {"[0]"}, found
