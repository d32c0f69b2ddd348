"""The visual editor in a real browser: a form over a text, of which no byte changes by itself."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Account, Role, User
from policies.models import Policy
from policies.operations.managed import create_policy
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll

# Laid out as nobody's program would: all of it has to come back.
ODD = """{ "Version":"2012-10-17",
\t"Statement": [
\t\t{"Sid": "ReadReports",   "Effect": "Allow",
\t\t "Action": ["s3:GetObject","s3:ListBucket"],
\t\t "Resource": "arn:aws:s3:::acme-reports/*",
\t\t "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}
\t\t},

\t\t{"Sid": "OperateFleet", "Effect": "Allow",
\t\t "Action": ["ec2:Describe*", "ec2:StartInstances"], "Resource": "*"}
\t]
}
"""


@pytest.fixture
def policy(alice: User) -> str:
    caller = people.calling(alice)
    return create_policy(caller, policy_name="reports", policy_document=ODD).policy.arn


def ready(page: Page) -> Page:
    """Once the editor is there, with the catalogue it needs."""
    page.locator(".editor[data-ready]").wait_for()
    return page


def text_of(page: Page) -> str:
    """What the form would send."""
    return page.locator("textarea[name=policy_document]").input_value()


def expect_text(page: Page, text: str) -> None:
    expect(page.locator("textarea[name=policy_document]")).to_have_value(text)


def json_editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("leaves the editor"))


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def opened(page: Page, name: str) -> Locator:
    """A statement's card, unfolded."""
    button = card(page, name).get_by_role("button", name=name, exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return card(page, name)


def put(place: Locator, label: str, value: str) -> None:
    field = place.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")


def level(place: Locator, words: str) -> Locator:
    return place.get_by_role("button", name=re.compile(f"^{words} [0-9]"))


def test_a_policy_is_built_in_the_form_saved_and_opened_again_to_the_byte(
    open_as: OpenAs, alice: User
) -> None:
    page = ready(open_as(alice, "/console/policies/new"))
    page.get_by_label("Name", exact=True).fill("reports")
    page.get_by_role("button", name="Visual").click()
    expect(json_editor(page)).to_be_hidden()
    card(page, "Statement 1").get_by_role("button", name="Remove Statement 1").click()
    page.get_by_role("button", name="Add statement").click()
    one = card(page, "Statement 1")
    put(one, "Sid", "Fleet")
    one = card(page, "Fleet")
    put(one, "Service or action", "ec2")
    one.get_by_label("Search the actions of Amazon EC2").fill("describeinstances")
    one.get_by_role("checkbox", name=re.compile("^DescribeInstances ")).check()
    put(one, "Service or action", "ec2:Start*")
    put(one, "ARN", "arn:aws:ec2:*:111122223333:instance/*")
    put(one, "Condition key", "aws:SourceIp")
    put(one, "Value", "198.51.100.0/24")
    built = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Fleet",
                "Effect": "Allow",
                "Action": ["ec2:DescribeInstances", "ec2:Start*"],
                "Resource": ["arn:aws:ec2:*:111122223333:instance/*"],
                "Condition": {"IpAddress": {"aws:SourceIp": ["198.51.100.0/24"]}},
            }
        ],
    }
    assert json.loads(text_of(page)) == built
    before = text_of(page)
    page.get_by_role("button", name="Create policy").click()
    expect(page.get_by_text("reports is saved.")).to_be_visible()
    saved = Policy.objects.get(name="reports")
    assert saved.versions.get().document == before

    page.goto(reverse("console-policy-edit", args=[saved.arn]))
    ready(page)
    expect_text(page, before)
    one = opened(page, "Fleet")
    put(one, "Service or action", "ec2:StopInstances")
    assert '"ec2:StopInstances"' in text_of(page)
    one.get_by_role("button", name="Deny", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect_text(page, before)


def test_acts_in_the_form_leave_the_author_s_layout_alone(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    expect_text(page, ODD)
    for view in ("JSON", "Visual", "Side by side"):
        page.get_by_role("button", name=view, exact=True).click()
        expect_text(page, ODD)
    one = opened(page, "ReadReports")
    put(one, "Service or action", "s3:PutObject")
    changed = ODD.replace('"s3:ListBucket"]', '"s3:ListBucket","s3:PutObject"]')
    expect_text(page, changed)
    level(one, "Write").click()
    one.get_by_role("checkbox", name=re.compile("^PutObject ")).uncheck()
    expect_text(page, ODD)
    one.get_by_role("button", name="Deny", exact=True).click()
    expect_text(page, ODD.replace('"Allow"', '"Deny"', 1))
    one.get_by_role("button", name="Allow", exact=True).click()
    one.get_by_role("button", name="Duplicate ReadReports").click()
    assert text_of(page).count("3600") == 2
    card(page, "ReadReports2").get_by_role("button", name="Remove ReadReports2").click()
    expect_text(page, ODD)
    one.get_by_role("button", name="Move ReadReports down").click()
    assert text_of(page).index("OperateFleet") < text_of(page).index("ReadReports")
    one.get_by_role("button", name="Move ReadReports up").click()
    expect_text(page, ODD)


def test_form_and_text_have_one_undo(open_as: OpenAs, alice: User, policy: str) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    opened(page, "ReadReports").get_by_role("button", name="Deny", exact=True).click()
    json_editor(page).click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text("  ")
    expect_text(page, ODD.replace('"Allow"', '"Deny"', 1) + "  ")
    page.keyboard.press("ControlOrMeta+z")
    page.keyboard.press("ControlOrMeta+z")
    expect_text(page, ODD)
    expect(card(page, "ReadReports").get_by_text("Allow").first).to_be_visible()


def test_what_a_wildcard_chose_is_ticked_and_is_written_out_only_on_demand(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    fleet = opened(page, "OperateFleet")
    level(fleet, "List").click()
    by = fleet.get_by_role("checkbox", name=re.compile("^DescribeInstances "))
    expect(by).to_be_checked()
    expect(by).to_be_disabled()
    expect(fleet.get_by_text("by ec2:Describe*").first).to_be_visible()
    expect_text(page, ODD)
    fleet.get_by_role("button", name="Expand ec2:Describe*").click()
    expect(by).to_be_enabled()
    assert '"ec2:Describe*"' not in text_of(page)
    actions = json.loads(text_of(page))["Statement"][1]["Action"]
    assert len(actions) > 100
    assert actions[-1] == "ec2:StartInstances"


def test_a_text_that_cannot_be_read_locks_the_form_as_it_was(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    opened(page, "ReadReports")
    json_editor(page).click()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.insert_text('"Id": "x" ')
    told = page.locator("[data-locked]")
    expect(told).to_contain_text("Line 1.")
    expect(told).to_contain_text("This is not JSON.")
    expect(page.get_by_label("Sid", exact=True)).to_be_disabled()
    expect(card(page, "ReadReports").get_by_text("s3:", exact=False).first).to_be_visible()
    page.keyboard.press("ControlOrMeta+z")
    expect(told).to_be_hidden()
    expect(page.get_by_label("Sid", exact=True)).to_be_enabled()
    expect_text(page, ODD)


def test_an_arn_is_built_from_the_catalogue_and_read_back(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    fleet = opened(page, "OperateFleet")
    fleet.get_by_role("button", name="Build an ARN").click()
    dialog = page.get_by_role("dialog", name="Build an ARN")
    dialog.get_by_label("Type").select_option(label="instance")
    dialog.get_by_label("Account").fill("")
    dialog.get_by_role("button", name="This account").click()
    dialog.get_by_label("Instance Id").fill("i-0abc")
    expect(dialog).to_contain_text("arn:aws:ec2:*:111122223333:instance/i-0abc")
    dialog.get_by_label("Paste an ARN to take apart").fill("arn:aws:ec2:eu-west-1:4:volume/v-1")
    expect(dialog.get_by_label("Volume Id")).to_have_value("v-1")
    expect(dialog.get_by_label("Region")).to_have_value("eu-west-1")
    dialog.get_by_role("button", name="Add this ARN").click()
    expect(dialog).to_be_hidden()
    expected = ODD.replace(
        '"Resource": "*"', '"Resource": ["*","arn:aws:ec2:eu-west-1:4:volume/v-1"]'
    )
    expect_text(page, expected)


def test_several_are_added_at_once_and_enter_sends_nothing(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    one = opened(page, "ReadReports")
    put(one, "Service or action", "s3:GetObjectAcl, s3:PutObject")
    put(one, "Service or action", "GetObject PutObject")
    expect(page.get_by_text("GetObject is not of the form service:Action.").first).to_be_visible()
    one.get_by_label("ARN", exact=True).evaluate(
        """(field) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", "arn:aws:s3:::one\\narn:aws:s3:::two\\n");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        }"""
    )
    one.get_by_label("ARN", exact=True).press("Enter")
    statement = json.loads(text_of(page))["Statement"][0]
    assert statement["Action"][2:] == ["s3:GetObjectAcl", "s3:PutObject"]
    assert statement["Resource"][1:] == ["arn:aws:s3:::one", "arn:aws:s3:::two"]
    level(one, "Read").click()
    one.get_by_label("Search the actions of Amazon S3").press("Enter")
    one.get_by_role("checkbox", name=re.compile("^GetObject ")).press("Enter")
    page.get_by_role("tab", name="Test").click()
    page.get_by_label("Does what").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit reports")
    expect(page.get_by_text("This field is required.")).to_be_visible()
    assert Policy.objects.get(name="reports").versions.count() == 1


def test_conditions_ask_for_what_their_operators_take(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    one = opened(page, "ReadReports")
    put(one, "Condition key", "aws:SourceIp")
    put(one, "Value", "nowhere")
    expect(page.get_by_text("This operator wants an address or a range").first).to_be_visible()
    row = one.get_by_role("group", name="aws:SourceIp")
    row.get_by_label("Value", exact=True).fill("192.0.2.1")
    row.get_by_role("button", name="Add: Value").click()
    put(row, "Or", "192.0.2.2")
    row.get_by_label("Also if the key is not there").check()
    row.get_by_label("Operator").select_option("NotIpAddress")
    tests = json.loads(text_of(page))["Statement"][0]["Condition"]
    assert tests["NotIpAddressIfExists"] == {"aws:SourceIp": ["192.0.2.1", "192.0.2.2"]}
    assert tests["NumericLessThan"] == {"aws:MultiFactorAuthAge": 3600}
    one.get_by_role("button", name="Remove aws:SourceIp").click()
    expect_text(page, ODD)


def test_panels_tell_what_the_draft_comes_to_and_how_it_decides(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    aids = page.get_by_role("region", name="Beside the text")
    expect(aids).to_contain_text("Amazon EC2")
    opened(page, "ReadReports").get_by_role("button", name="Deny", exact=True).click()
    expect(aids.get_by_text("Denied")).to_be_visible()
    aids.get_by_role("tab", name="Changes").click()
    expect(aids.locator("ins")).to_contain_text('"Deny"')
    aids.get_by_role("tab", name="Test").click()
    aids.get_by_label("Does what").fill("ec2:StartInstances")
    aids.get_by_role("button", name="Test the draft").click()
    expect(aids.get_by_text("Allowed")).to_be_visible()
    expect(aids.get_by_role("link", name="Open in the simulator")).to_be_visible()
    aids.get_by_role("tab", name="Insert").click()
    aids.get_by_text("Read one bucket, and no more").click()
    aids.get_by_label("Bucket").first.fill("acme-books")
    aids.get_by_role("button", name="Insert: Read one bucket, and no more").click()
    assert text_of(page).count("arn:aws:s3:::acme-books") == 2
    page.get_by_role("button", name="Undo").click()
    aids.get_by_label("A policy, or a user, group or role").fill("repor")
    aids.get_by_role("button", name="Find").click()
    aids.get_by_role("button", name="Statements of reports").click()
    aids.get_by_role("button", name="Insert OperateFleet").click()
    statements = json.loads(text_of(page))["Statement"]
    assert statements[2] == statements[1]


def test_a_trust_policy_is_written_in_the_form(
    open_as: OpenAs, account: Account, alice: User
) -> None:
    people.make_role(account, "pilot", alice.arn)
    page = ready(open_as(alice, "/console/roles/pilot/trust/edit"))
    one = opened(page, "Statement 1")
    one.get_by_label("Kind").select_option("Service")
    put(one, "Service", "ec2.amazonaws.com")
    one.get_by_label("Kind").select_option("Anyone")
    one.get_by_role("button", name="Let anyone in").click()
    expect(one.get_by_text("every account there is")).to_be_visible()
    one.get_by_role("button", name="Cancel").click()
    one.get_by_role("button", name=f"Remove {alice.arn}").click()
    page.get_by_role("button", name="Save trust policy").click()
    expect(page.get_by_text("The trust policy is saved")).to_be_visible()
    trust = json.loads(Role.objects.get(name="pilot").trust_policy)
    assert trust["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}


def test_the_form_needs_no_pointer(open_as: OpenAs, alice: User, policy: str) -> None:
    page = ready(open_as(alice, reverse("console-policy-edit", args=[policy])))
    card(page, "ReadReports").get_by_role("button", name="ReadReports", exact=True).focus()
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Deny", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    assert '"Deny"' in text_of(page)
    page.keyboard.press("ControlOrMeta+z")
    expect_text(page, ODD)
    one = card(page, "ReadReports")
    one.get_by_role("button", name="Remove arn:aws:s3:::acme-reports/*").focus()
    page.keyboard.press("Enter")
    assert '"Resource": []' in text_of(page)
    expect(one.get_by_label("ARN", exact=True)).to_be_focused()
    page.keyboard.type("arn:aws:s3:::acme-reports/*")
    page.keyboard.press("Enter")
    assert '"Resource": ["arn:aws:s3:::acme-reports/*"]' in text_of(page)
    json_editor(page).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(json_editor(page)).not_to_be_focused()


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        (1280, "light"),
        (375, "dark"),
        pytest.param(1280, "dark", marks=pytest.mark.deep),
        pytest.param(375, "light", marks=pytest.mark.deep),
    ],
)
def test_the_open_form_is_accessible_and_fits(
    open_as: OpenAs, alice: User, policy: str, width: int, theme: str
) -> None:
    address = reverse("console-policy-edit", args=[policy])
    page = ready(open_as(alice, address, width, color_scheme=theme))
    one = opened(page, "ReadReports")
    level(one, "Read").click()
    expect(one.get_by_role("checkbox", name=re.compile("^GetObject "))).to_be_checked()
    assert (accessibility_problems(page), sideways_scroll(page)) == ([], 0)
    one.get_by_role("button", name="Build an ARN").click()
    assert accessibility_problems(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Insert").click()
    assert accessibility_problems(page) == []


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (375, "light")])
def test_the_form_of_a_trust_policy_is_accessible_and_fits(
    open_as: OpenAs, account: Account, alice: User, width: int, theme: str
) -> None:
    people.make_role(account, "pilot", alice.arn)
    page = ready(open_as(alice, "/console/roles/pilot/trust/edit", width, color_scheme=theme))
    one = opened(page, "Statement 1")
    one.get_by_label("Kind").select_option("Anyone")
    one.get_by_role("button", name="Let anyone in").click()
    assert (accessibility_problems(page), sideways_scroll(page)) == ([], 0)


def test_a_service_whose_file_came_broken_is_asked_for_again(
    open_as: OpenAs, alice: User, policy: str
) -> None:
    page = open_as(alice, "/console/policies")
    broken = [True]

    def answer(route: Route) -> None:
        if broken:
            route.fulfill(body="{", content_type="application/json")
        else:
            route.continue_()

    page.route("**/ec2*.json", answer)
    page.goto(reverse("console-policy-edit", args=[policy]))
    fleet = opened(ready(page), "OperateFleet")
    fleet.get_by_role("button", name="Build an ARN").click()
    dialog = page.get_by_role("dialog", name="Build an ARN")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Type")).to_be_hidden()
    broken.clear()
    dialog.get_by_label("Type").select_option(label="instance")


def test_without_the_editor_s_file_the_text_field_is_all_there_is(
    open_as: OpenAs, alice: User
) -> None:
    page = open_as(alice, "/console/policies")
    page.route(
        re.compile("/editor[^/]*[.]js"),
        lambda route: route.fulfill(body="export {}", content_type="text/javascript"),
    )
    page.goto("/console/policies/new")
    expect(page.get_by_text("The text field works as well.").first).to_be_visible()
    page.get_by_label("Name", exact=True).fill("reports")
    page.get_by_label("Policy document").fill(people.document(people.allow("s3:GetObject")))
    expect(page.get_by_role("tab", name="Insert")).to_be_hidden()
    page.get_by_role("button", name="Create policy").click()
    expect(page.get_by_text("reports is saved.")).to_be_visible()
