"""What the editor offers beside writing: an order by hand, shorter texts, others' statements.

Each of them changes the text by what it says and nothing else.
"""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import Account, User
from policies.engine import size
from policies.engine.catalog import expand
from policies.operations.managed import create_policy
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll
from tests.faces.browser.test_editor import card, expect_text, ready, text_of

STATEMENTS = (
    '{"Sid": "One",   "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}',
    '{"Sid":"Two","Effect":"Deny",\t"Action":["s3:PutObject"], "Resource":"*"}',
    '{ "Sid": "Three", "Effect": "Allow", "Action": "iam:Get*", "Resource": "*" }',
)


def laid_out(*order: int) -> str:
    one, two, three = (STATEMENTS[place] for place in order)
    return f'{{"Version":"2012-10-17","Statement": [\n {one} ,\n\n\t{two},{three}\n]}}'


@pytest.fixture
def policy(alice: User) -> str:
    caller = people.calling(alice)
    made = create_policy(caller, policy_name="reports", policy_document=laid_out(0, 1, 2))
    return made.policy.arn


def editing(page: Page) -> Page:
    ready(page)
    page.get_by_role("button", name="Visual", exact=True).click()
    return page


def handle(page: Page, name: str) -> Locator:
    return card(page, name).get_by_role("button", name=re.compile(f"^Move {name}: with"))


def drag(page: Page, start: Locator, to: Locator, *, end: str = "drop") -> None:
    here, there = start.bounding_box(), to.bounding_box()
    assert here
    assert there
    page.mouse.move(here["x"] + 5, here["y"] + 5)
    page.mouse.down()
    page.mouse.move(there["x"] + 20, there["y"] + there["height"] - 2, steps=5)
    if end == "drop":
        page.mouse.up()
    else:
        page.keyboard.press(end)
        page.mouse.up()


def test_statements_are_moved_by_the_arrow_keys(open_as: OpenAs, alice: User, policy: str) -> None:
    page = editing(open_as(alice, reverse("console-policy-edit", args=[policy])))
    handle(page, "One").focus()
    page.keyboard.press("ArrowDown")
    expect_text(page, laid_out(1, 0, 2))
    expect(handle(page, "One")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect_text(page, laid_out(1, 2, 0))
    page.keyboard.press("ArrowDown")
    expect_text(page, laid_out(1, 2, 0))
    page.keyboard.press("Home")
    expect_text(page, laid_out(0, 1, 2))
    page.keyboard.press("End")
    expect_text(page, laid_out(1, 2, 0))
    expect(page.get_by_text("One is number 3 now.")).to_be_attached()
    page.keyboard.press("Control+z")
    expect_text(page, laid_out(0, 1, 2))


def test_statements_are_moved_by_dragging_and_escape_leaves_them(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = editing(open_as(alice, reverse("console-policy-edit", args=[policy])))
    drag(page, handle(page, "One"), card(page, "Three"))
    expect_text(page, laid_out(1, 2, 0))
    drag(page, handle(page, "Two"), card(page, "One"), end="Escape")
    expect_text(page, laid_out(1, 2, 0))
    expect(page.locator(".statement.is-current")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect_text(page, laid_out(0, 1, 2))


def test_a_statement_alone_has_no_handle(open_as: OpenAs, alice: User) -> None:
    page = editing(open_as(alice, "/console/policies/new"))
    expect(page.locator("[data-handle]")).to_have_count(0)


def test_a_text_over_its_limit_says_by_how_much_and_shrinks_by_a_fix(
    open_as: OpenAs, alice: User
) -> None:
    gets = [action.full_name for action in expand("s3:Get*")]
    statements = [
        {"Effect": "Allow", "Action": gets, "Resource": f"arn:aws:s3:::bucket-{n}"}
        for n in range(4)
    ]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
    page = ready(open_as(alice, "/console/policies/new"))
    page.get_by_role("button", name="JSON", exact=True).click()
    editor = page.get_by_role("textbox", name=re.compile("leaves the editor"))
    editor.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    over = size(text) - 6144
    expect(
        page.get_by_text(f"{size(text):,} of 6,144 characters: {over:,} too many")
    ).to_be_visible()
    joined = page.get_by_role("listitem").filter(has_text="Statements 1, 2, 3, 4 could be one")
    expect(joined.get_by_text("It means the same.")).to_be_visible()
    joined.get_by_role("button", name="Fix: join them").click()
    expect(page.get_by_text(re.compile("of 6,144 characters$"))).to_be_visible()
    (statement,) = json.loads(text_of(page))["Statement"]
    assert statement["Resource"] == [f"arn:aws:s3:::bucket-{n}" for n in range(4)]
    expect(page.get_by_text("could be one")).to_have_count(0)


def test_statements_of_a_user_s_inline_policy_are_inserted(
    open_as: OpenAs, alice: User, account: Account
) -> None:
    dora = people.make_user(account, "dora")
    people.grant(dora, people.allow("s3:GetObject") | {"Sid": "Peek"}, name="peeking")
    page = ready(open_as(alice, "/console/policies/new"))
    page.get_by_role("tab", name="Insert").click()
    page.get_by_label("A policy, or a user, group or role with inline policies").fill("dora")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Inline policies of dora").click()
    page.get_by_role("button", name="Statements of peeking").click()
    page.get_by_role("button", name="Insert Peek").click()
    assert json.loads(text_of(page))["Statement"][-1]["Sid"] == "Peek"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_handles_and_offers_are_accessible_and_fit(
    open_as: OpenAs, alice: User, policy: str, scheme: str
) -> None:
    address = reverse("console-policy-edit", args=[policy])
    page = editing(open_as(alice, address, 375, color_scheme=scheme))
    assert accessibility_problems(page) == []
    assert sideways_scroll(page) == 0
