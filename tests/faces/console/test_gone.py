"""Addresses of what was deleted: when and by whom, for those who may read the trail."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, User
from accounts.operations.groups import create_group, delete_group
from accounts.operations.roles import create_role, delete_role
from accounts.operations.users import create_user, delete_user, update_user
from iamconsole.caller import Caller
from policies.operations.managed import create_policy, delete_policy
from tests import people
from tests.faces.console.visitors import visiting


@pytest.fixture
def admin(alice: User) -> Caller:
    return people.calling(alice)


@pytest.fixture
def ended(admin: Caller) -> None:
    """A user, a group and a role called `eve` that lay at paths, and are gone."""
    create_user(admin, user_name="eve", path="/staff/")
    update_user(admin, user_name="eve", new_path="/left/behind/")
    delete_user(admin, user_name="eve")
    create_group(admin, group_name="eve", path="/crews/")
    delete_group(admin, group_name="eve")
    trust = people.trusting(Service="ec2.amazonaws.com")
    create_role(admin, role_name="eve", path="/apps/", assume_role_policy_document=trust)
    delete_role(admin, role_name="eve")


PAGES = ("/console/users/eve/tags", "/console/groups/eve/members", "/console/roles/eve/trust")


@pytest.mark.parametrize("address", PAGES)
def test_it_is_told_at_whatever_path_it_lay(as_alice: Client, ended: None, address: str) -> None:
    answer = as_alice.get(address)
    assert answer.status_code == 404
    assert "eve was here, and was deleted by alice" in answer.text
    assert "/console/log/" in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_who_may_not_read_the_trail_is_told_nothing(
    account: Account, ended: None, address: str
) -> None:
    grace = people.make_user(account, "grace")
    people.grant(grace, people.allow("iam:Get*"), people.allow("iam:List*"))
    answer = visiting(grace).get(address)
    assert answer.status_code == 404
    assert "was here" not in answer.text


def test_it_is_told_however_the_name_is_spelled(as_alice: Client, ended: None) -> None:
    assert "eve was here" in as_alice.get("/console/users/EVE/tags").text


@pytest.mark.parametrize("name", ["ve", "e_e", "left", "steve", "eve."])
def test_a_name_that_is_only_like_it_is_not_it(as_alice: Client, ended: None, name: str) -> None:
    answer = as_alice.get(f"/console/users/{name}/tags")
    assert answer.status_code == 404
    assert "was here" not in answer.text


def test_what_another_account_deleted_is_not_told(as_mallory: Client, ended: None) -> None:
    assert "was here" not in as_mallory.get("/console/users/eve/tags").text


def test_a_policy_at_a_path_is_told(as_alice: Client, admin: Caller) -> None:
    text = people.document(people.allow("s3:*"))
    made = create_policy(admin, policy_name="old", path="/apps/", policy_document=text)
    delete_policy(admin, policy_arn=made.policy.arn)
    page = as_alice.get(reverse("console-policy", args=[made.policy.arn])).text
    assert "old was here" in page
