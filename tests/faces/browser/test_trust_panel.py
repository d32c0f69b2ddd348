"""A trust policy tried beside its text, in a real browser."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Account, Role, User
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll


@pytest.fixture
def vault(account: Account, bob: User) -> Role:
    """A role for Bob, once he shows a second factor and knows the external ID."""
    role = people.make_role(account, "vault", bob.arn)
    wanted = {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "StringEquals": {"sts:ExternalId": "abc"},
    }
    trusted = {"Effect": "Allow", "Principal": {"AWS": bob.arn}, "Action": "sts:AssumeRole"}
    Role.objects.filter(pk=role.pk).update(
        trust_policy=people.document(trusted | {"Condition": wanted})
    )
    return role


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (375, "dark")])
def test_what_is_shown_and_said_decides(
    open_as: OpenAs, alice: User, vault: Role, width: int, theme: str
) -> None:
    page = open_as(
        alice, reverse("console-role-trust-edit", args=["vault"]), width, color_scheme=theme
    )
    page.get_by_role("tab", name="Test").click()
    panel = page.get_by_role("tabpanel", name="Test")
    panel.get_by_label("Who would take the role on").fill("bob")
    panel.get_by_role("button", name="Test the draft").click()
    expect(panel).to_contain_text("Not allowed sts:AssumeRole")
    expect(panel).to_contain_text("sts:ExternalId: it wants abc, the request has no such key")
    panel.get_by_label("Second factor").select_option("Shown")
    panel.get_by_label("External ID").fill("abc")
    panel.get_by_label("External ID").press("Enter")
    expect(panel).to_contain_text("Allowed sts:AssumeRole")
    assert accessibility_problems(page) == []
    assert sideways_scroll(page) == 0
