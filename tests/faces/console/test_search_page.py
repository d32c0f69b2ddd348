"""Searching from anywhere: people, groups and policies, as far as one may list them."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Account, Group, User
from policies.models import Policy
from tests import people


def found(client: Client, text: str) -> str:
    answer = client.get("/console/search", {"q": text})
    assert answer.status_code == 200
    return str(answer.text)


@pytest.fixture
def crew(account: Account) -> Group:
    return people.make_group(account, "deployers")


@pytest.fixture
def deploy(account: Account) -> Policy:
    return people.make_policy(account, "deploy-all")


def test_every_kind_is_found_by_part_of_its_name(
    as_bob: Client, account: Account, crew: Group, deploy: Policy
) -> None:
    people.make_user(account, "Deploy.Bot", "/bots/")
    page = found(as_bob, "deploy")
    assert "/console/users/Deploy.Bot/permissions" in page
    assert "/console/groups/deployers" in page
    assert "/console/policies/111122223333/deploy-all" in page
    assert "/bots/" in page


def test_identifiers_find_their_owners(
    as_bob: Client, crew: Group, deploy: Policy, alice: User
) -> None:
    key_id, _secret = people.access_key(alice)
    for text in (alice.user_id, alice.arn, key_id, key_id[:8]):
        assert "/console/users/alice/permissions" in found(as_bob, text)
    for text in (crew.group_id, crew.arn):
        assert "/console/groups/deployers" in found(as_bob, text)
    for text in (deploy.policy_id, deploy.arn):
        assert "/console/policies/111122223333/deploy-all" in found(as_bob, text)


def test_what_is_called_so_comes_first(as_bob: Client) -> None:
    page = found(as_bob, "readonlyaccess")
    assert page.index(">ReadOnlyAccess<") < page.index(">AlexaForBusinessReadOnlyAccess<")


def test_pages_are_found_too(as_carol: Client) -> None:
    assert 'href="/console/settings"' in found(as_carol, "setting").partition('id="results"')[2]
    assert 'href="/console/users/new"' in found(as_carol, "create u")


def test_a_kind_one_may_not_list_is_absent_and_said_to_be(as_carol: Client, carol: User) -> None:
    people.grant(carol, people.allow("iam:ListUsers"))
    page = found(as_carol, "car")
    assert "/console/users/carol/permissions" in page
    for kinds in ("groups", "policies"):
        assert f"Not searched, since you may not list them: {kinds}." in page


def test_other_accounts_are_not_searched(as_mallory: Client, alice: User) -> None:
    assert "Nothing is called alice." in found(as_mallory, "alice")


def test_markup_in_what_is_sought_stays_text(as_bob: Client) -> None:
    assert "<script>alert" not in found(as_bob, "<script>alert(1)</script>")


def test_the_empty_search_asks_for_nothing(as_carol: Client) -> None:
    page = as_carol.get("/console/search").text
    assert "Not searched" not in page
    assert 'name="q"' in page
