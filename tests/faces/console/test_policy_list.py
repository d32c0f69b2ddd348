"""The list of policies: by what they allow, and what each says without leaving the list."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, User
from policies.models import Policy
from tests import people
from tests.faces.console.visitors import queries, visiting

LIST = "/console/policies"


@pytest.fixture
def keys(account: Account, alice: User) -> Policy:
    """A policy about keys that a user and a group hold, and that bounds a role."""
    made = people.make_policy(account, "keys", people.allow("kms:Decrypt"))
    people.attach(alice, made)
    people.attach(people.make_group(account, "keepers"), made)
    people.bound(people.make_role(account, "pilot"), made)
    people.make_policy(account, "buckets", people.allow("s3:GetObject"))
    return made


def test_which_policies_allow_an_action_is_a_filter_away(as_bob: Client, keys: Policy) -> None:
    page = as_bob.get(LIST, {"allowing": "kms:Decrypt"}).text
    assert ">keys</a>" in page
    assert ">buckets</a>" not in page
    assert "Allows the action: kms:Decrypt" in page
    assert (
        ">AdministratorAccess</a>" in as_bob.get(LIST, {"allowing": "kms:X", "scope": "All"}).text
    )


def test_an_action_nobody_knows_is_doubted(as_bob: Client, keys: Policy) -> None:
    page = as_bob.get(LIST, {"allowing": "kms:Decript"}).text
    assert "No service is known to have the action kms:Decript." in page
    assert "No service is known by kmss." in as_bob.get(LIST, {"about_service": "kmss"}).text


def test_who_uses_a_policy_is_told_by_kind_each_a_link(as_bob: Client, keys: Policy) -> None:
    page = as_bob.get(LIST).text
    used = reverse("console-policy-users", args=[keys.arn])
    assert f'<a href="{used}#held">1 user</a>, <a href="{used}#held">1 group</a>' in page
    assert f'<a href="{used}#bounds">1 boundary</a>' in page
    for place in ("held", "bounds"):
        assert f'id="{place}"' in as_bob.get(used).text


def test_unused_administering_and_odd_policies_are_filters(
    as_bob: Client, account: Account, keys: Policy
) -> None:
    people.make_policy(account, "chief", people.allow("iam:*"))
    assert ">keys</a>" not in as_bob.get(LIST, {"use": "only_unused"}).text
    assert ">buckets</a>" not in as_bob.get(LIST, {"use": "only_attached"}).text
    page = as_bob.get(LIST, {"trait": "GrantsAdministration"}).text
    assert ">chief</a>" in page
    assert ">keys</a>" not in page
    assert "Administration</span>" in page
    assert as_bob.get(LIST, {"trait": "HasFindings"}).status_code == 200


def test_a_row_unfolds_to_what_the_policy_says(as_bob: Client, keys: Policy) -> None:
    address = reverse("console-policy-sentence", args=[keys.arn])
    assert f'hx-get="{address}"' in as_bob.get(LIST).text
    part = as_bob.get(address).text
    assert "Allows" in part
    assert "<html" not in part


def test_what_may_not_be_read_is_not_unfolded(carol: User, keys: Policy) -> None:
    people.grant(carol, people.allow("iam:ListPolicies"), people.allow("iam:GetPolicy"))
    part = visiting(carol).get(reverse("console-policy-sentence", args=[keys.arn])).text
    assert "iam:GetPolicyVersion" in part
    assert "Allows" not in part


def test_the_filters_cost_no_more_the_more_policies_there_are(
    as_bob: Client, account: Account, keys: Policy
) -> None:
    people.make_policy(account, "first", people.allow("*"))
    address = f"{LIST}?allowing=kms:Decrypt&trait=GrantsAdministration"
    before = queries(as_bob, address)
    for number in range(12):
        people.make_policy(account, f"policy-{number}", people.allow("*"))
    assert queries(as_bob, address) == before


def test_who_may_only_list_policies_sees_the_list_without_what_they_say(
    carol: User, keys: Policy
) -> None:
    people.grant(carol, people.allow("iam:ListPolicies"))
    page = visiting(carol).get(LIST).text
    assert ">keys</a>" in page
    assert "Write" not in page
