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


def results(client: Client, text: str) -> str:
    return found(client, text).partition('id="results"')[2].partition("</main>")[0]


def test_a_command_acts_on_the_user_it_names(as_alice: Client, carol: User) -> None:
    page = results(as_alice, "suspend car")
    assert "Disable carol" in page
    assert 'action="/console/users/carol/disable"' in page
    as_alice.post("/console/users/carol/disable")
    carol.refresh_from_db()
    assert not carol.is_enabled


def test_a_user_is_added_to_a_group_by_a_command(
    as_alice: Client, carol: User, crew: Group
) -> None:
    page = results(as_alice, "add carol to deploy")
    assert "Add carol to deployers" in page
    assert '<input type="hidden" name="groups" value="deployers">' in page
    as_alice.post("/console/users/carol/groups/add", {"groups": "deployers"})
    assert carol.memberships.get().group == crew
    assert "Add carol to groups" in results(as_alice, "add carol")


def test_commands_lead_to_the_simulator_and_to_deleting(
    as_alice: Client, account: Account, carol: User
) -> None:
    people.make_role(account, "carolers")
    page = results(as_alice, "simulate carol")
    assert "/console/simulator?principal=user%2Fcarol" in page
    assert "/console/simulator?principal=role%2Fcarolers" in page
    assert 'href="/console/users/carol/delete"' in results(as_alice, "DELETE carol")


def test_a_command_that_may_not_be_given_is_not_offered(as_bob: Client, carol: User) -> None:
    for text in ("suspend carol", "enable carol", "delete carol", "add carol to deploy"):
        assert "carol</span>" not in results(as_bob, text)
    assert "Simulate carol" in results(as_bob, "simulate carol")


@pytest.mark.parametrize("text", ["suspend", "suspend ", "add to", "add  to ", "simulate nobody"])
def test_a_command_without_anybody_does_nothing(as_alice: Client, text: str) -> None:
    assert "<form" not in results(as_alice, text)
