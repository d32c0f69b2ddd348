"""Policies that are proposed in the console: seen as a difference, opened in the editor."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts import trail, usage
from accounts.models import Account, Group, Role, User
from accounts.operations import groups, users
from policies.models import Policy
from tests import people

WIDE = people.allow("iam:*")
INLINE = "console-user-inline-trimmed"


@pytest.fixture
def dave(account: Account) -> User:
    """A user who may do everything in IAM by a policy of its own, and lists users."""
    dave = people.make_user(account, "dave")
    people.grant(dave, WIDE)
    age()
    users.list_users(people.calling(dave))
    usage.flush()
    trail.flush()
    return dave


@pytest.fixture
def deploy(account: Account, dave: User) -> Policy:
    """A policy that dave has as well."""
    deploy = people.make_policy(account, "deploy", people.allow("iam:List*"), people.allow("s3:*"))
    people.attach(dave, deploy)
    age()
    return deploy


def age() -> None:
    """Let everything be a hundred days old."""
    for model in (Account, User, Group, Role, Policy):
        manager: Any = model._default_manager
        manager.update(created=now() - timedelta(days=100))


def opened(client: Client, page: str, to: str = "") -> Any:
    """The answer of the editor that a page's proposal is opened in."""
    form = re.findall(
        r'<form method="post" action="([^"]*)" class="form-foot">(.*?)</form>', page, re.S
    )
    (address, fields) = form[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', fields))
    sent.pop("csrfmiddlewaretoken", None)
    return client.post(to or address, {name: html.unescape(value) for name, value in sent.items()})


def text_in(page: str) -> dict[str, Any]:
    """The document in the editor."""
    found = re.search(r'<textarea[^>]*name="policy_document"[^>]*>(.*?)</textarea>', page, re.S)
    assert found
    document: dict[str, Any] = json.loads(html.unescape(found[1]))
    return document


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def test_the_tab_leads_to_a_proposal_for_each_policy(
    as_alice: Client, dave: User, deploy: Policy
) -> None:
    page = as_alice.get(reverse("console-user-access", args=["dave"])).text
    assert reverse(INLINE, args=["dave", "granted"]) in page
    assert reverse("console-policy-trimmed", args=[deploy.arn]) in page
    assert reverse("console-user-policy-from-activity", args=["dave"]) in page


def test_an_inline_policy_is_opened_without_what_was_unused(as_alice: Client, dave: User) -> None:
    page = as_alice.get(reverse(INLINE, args=["dave", "granted"])).text
    assert "iam:* in statement 1 · becomes iam:ListUsers Narrowed" in words_of(page)
    assert "diff-removed" in page
    answer = opened(as_alice, page)
    assert answer.status_code == 200
    assert text_in(answer.text)["Statement"] == [people.allow("iam:ListUsers")]
    assert json.loads(dave.inline_policies.get().document)["Statement"] == [WIDE]


def test_a_managed_policy_is_opened_as_a_new_version(
    as_alice: Client, dave: User, deploy: Policy
) -> None:
    page = as_alice.get(reverse("console-policy-trimmed", args=[deploy.arn])).text
    assert "s3:* in statement 2 Never used" in words_of(page)
    assert "This policy was changed within that time" in page
    answer = opened(as_alice, page)
    assert answer.request["PATH_INFO"] == reverse("console-policy-edit", args=[deploy.arn])
    assert text_in(answer.text)["Statement"] == [people.allow("iam:ListUsers")]
    assert 'name="based_on" value="v1"' in answer.text
    assert deploy.versions.count() == 1


def test_a_policy_of_awss_becomes_one_of_the_accounts(as_alice: Client, alice: User) -> None:
    users.list_users(people.calling(alice))
    usage.flush()
    age()
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    page = as_alice.get(reverse("console-policy-trimmed", args=[arn])).text
    answer = opened(as_alice, page)
    assert answer.request["PATH_INFO"] == reverse("console-policy-create")
    assert 'value="AdministratorAccess-used"' in answer.text
    assert "iam:ListUsers" in text_in(answer.text)["Statement"][0]["Action"]


def test_a_policy_nobody_used_is_to_be_taken_away(as_alice: Client, account: Account) -> None:
    idle = people.make_policy(account, "idle")
    age()
    page = as_alice.get(reverse("console-policy-trimmed", args=[idle.arn])).text
    assert "Nothing of this policy was used" in page
    assert reverse("console-policy-users", args=[idle.arn]) in page
    assert "form-foot" not in page


def test_where_everything_was_used_nothing_is_proposed(as_alice: Client, dave: User) -> None:
    people.grant(dave, people.allow("iam:ListUsers"), name="exact")
    page = as_alice.get(reverse(INLINE, args=["dave", "exact"])).text
    assert "All that this policy allows was used." in page
    assert "form-foot" not in page


def test_it_is_too_early_to_tell_of_what_is_new(as_alice: Client, dave: User) -> None:
    address = reverse(INLINE, args=["dave", "granted"])
    User.objects.filter(name="dave").update(created=now() - timedelta(days=10))
    assert "Too early to tell" in as_alice.get(address).text
    assert "becomes" in words_of(as_alice.get(f"{address}?days=7").text)
    assert "Too early to tell" in as_alice.get(f"{address}?days=nonsense").text


def test_a_groups_and_a_roles_policies_are_proposed_too(
    as_alice: Client, account: Account, dave: User
) -> None:
    crew = people.make_group(account, "crew", dave)
    people.grant(crew, people.allow("iam:*"), name="crewed")
    people.grant(people.make_role(account, "pilot", dave.arn), people.allow("s3:*"), name="flown")
    age()
    page = as_alice.get(reverse("console-group-inline-trimmed", args=["crew", "crewed"])).text
    assert "becomes iam:ListUsers" in words_of(page)
    page = as_alice.get(reverse("console-role-inline-trimmed", args=["pilot", "flown"])).text
    assert "Nothing of this policy was used" in page
    for kind, name in (("group", "crew"), ("role", "pilot")):
        assert as_alice.get(reverse(f"console-{kind}-access", args=[name])).status_code == 200


def test_who_may_not_read_a_policy_is_shown_no_proposal(as_carol: Client, carol: User) -> None:
    people.grant(carol, people.allow("iam:GenerateServiceLastAccessedDetails"))
    answer = as_carol.get(reverse("console-user-inline-trimmed", args=["carol", "granted"]))
    assert "You may not see this part." in answer.text
    assert "Statement" not in answer.text


def test_a_policy_is_drawn_from_what_somebody_did(as_alice: Client, dave: User) -> None:
    groups.list_groups(people.calling(dave))
    trail.flush()
    page = as_alice.get(reverse("console-user-policy-from-activity", args=["dave"])).text
    assert "the 2 calls that went through" in page
    expected = ["iam:ListGroups", "iam:ListUsers"]
    answer = opened(as_alice, page)
    assert 'value="dave-activity"' in answer.text
    assert text_in(answer.text)["Statement"][0]["Action"] == expected
    inline = reverse("console-user-inline-create", args=["dave"])
    assert f'formaction="{inline}"' in page
    answer = opened(as_alice, page, inline)
    assert 'value="dave-activity"' in answer.text
    assert text_in(answer.text)["Statement"][0]["Action"] == expected
    assert not Policy.objects.filter(name="dave-activity").exists()


def test_who_did_nothing_has_nothing_to_go_by(as_alice: Client, account: Account) -> None:
    people.make_role(account, "idle", "*")
    page = as_alice.get(reverse("console-role-policy-from-activity", args=["idle"])).text
    assert "Nothing to go by" in page
    assert "form-foot" not in page


def test_who_may_not_read_the_history_is_shown_nothing_of_it(
    as_bob: Client, dave: User, bob: User
) -> None:
    page = as_bob.get(reverse("console-user-policy-from-activity", args=["dave"])).text
    assert "cloudtrail:LookupEvents" in page
    assert "iam:ListUsers" not in page
