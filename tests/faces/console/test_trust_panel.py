"""Whom a trust policy would let in, asked beside its text."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, User
from tests import people

ROOT = f"arn:aws:iam::{people.ACCOUNT}:root"
DRIVER = f"arn:aws:iam::{people.ACCOUNT}:role/driver"


def trusting(**conditions: dict[str, str]) -> str:
    """A text that leaves it to the account's policies, under conditions."""
    return people.document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": ROOT},
            "Action": "sts:AssumeRole",
            "Condition": conditions,
        }
    )


def asked(client: Client, document: str, principal: str = "bob", **sent: str) -> str:
    """What the panel shows, without its markup."""
    sent = {"document": document, "principal": principal, "role": DRIVER} | sent
    answer = client.post(reverse("console-aid-trust-test"), sent)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
def driver(bob: User) -> User:
    """Bob, whose own policies let him take the role on."""
    people.grant(bob, people.allow("sts:AssumeRole", DRIVER), name="driving")
    return bob


def test_somebody_is_let_in_by_both_policies(as_alice: Client, driver: User) -> None:
    text = asked(as_alice, trusting())
    assert text.startswith("Allowed sts:AssumeRole")
    assert "Trust policy of the role: Allows it" in text
    assert "the trust policy: Statement 1 , line 1" in text
    assert "driving: Statement 1" in text


def test_the_policies_of_who_asks_take_part(as_alice: Client, carol: User) -> None:
    text = asked(as_alice, trusting(), "carol")
    assert text.startswith("Not allowed sts:AssumeRole")
    assert "Trust policy of the role: Allows it" in text
    assert "Policies of users and groups: Does not allow it" in text


def test_an_external_id_that_is_missing_or_wrong_is_named(as_alice: Client, driver: User) -> None:
    document = trusting(StringEquals={"sts:ExternalId": "abc"})
    text = asked(as_alice, document)
    assert text.startswith("Not allowed")
    assert "sts:ExternalId : it wants abc , the request has no such key" in text
    assert "the request has xyz" in asked(as_alice, document, external_id="xyz")
    assert asked(as_alice, document, external_id="abc").startswith("Allowed")


def test_a_second_factor_opens_what_asks_for_it(as_alice: Client, driver: User) -> None:
    document = trusting(Bool={"aws:MultiFactorAuthPresent": "true"})
    assert asked(as_alice, document, mfa="false").startswith("Not allowed")
    assert asked(as_alice, document, mfa="true").startswith("Allowed")


def test_a_source_identity_is_a_right_of_its_own(as_alice: Client, driver: User) -> None:
    text = asked(as_alice, trusting(), source_identity="bob")
    assert "Allowed sts:AssumeRole" in text
    assert "Not allowed sts:SetSourceIdentity" in text


def test_more_keys_can_be_said(as_alice: Client, driver: User) -> None:
    document = trusting(IpAddress={"aws:SourceIp": "192.0.2.0/24"})
    assert asked(as_alice, document).startswith("Not allowed")
    assert asked(as_alice, document, more="aws:SourceIp=192.0.2.7").startswith("Allowed")


def test_others_than_the_accounts_own_are_asked_about(as_alice: Client) -> None:
    service = people.trusting(Service="ec2.amazonaws.com")
    assert asked(as_alice, service, "ec2.amazonaws.com").startswith("Allowed")
    stranger = f"arn:aws:iam::{people.ELSEWHERE}:user/mallory"
    text = asked(as_alice, people.trusting(AWS=people.ELSEWHERE), stranger)
    assert text.startswith("Allowed")
    assert "the policies of the other account, taken to allow it" in text
    federated = people.document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": "accounts.google.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
        }
    )
    text = asked(as_alice, federated, "accounts.google.com")
    assert text.startswith("Allowed sts:AssumeRoleWithWebIdentity")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"principal": ""}, "This field is required."),
        ({"principal": "nobody"}, "is called nobody"),
        ({"principal": ROOT}, "may not be assumed by root accounts"),
        ({"document": "{"}, "Invalid policy in PolicyDocument"),
        ({"more": "aws:SourceIp"}, "as key=value: aws:SourceIp"),
        ({"more": "sts:ExternalId=a\nsts:externalid=b"}, "twice"),
    ],
    ids=["nobody-said", "unknown", "root", "text", "context", "twice"],
)
def test_a_question_that_cannot_be_asked_says_why(
    as_alice: Client, driver: User, sent: dict[str, str], told: str
) -> None:
    assert told in asked(as_alice, **{"document": trusting(), **sent})


def test_who_may_not_simulate_somebody_is_told_so(as_carol: Client, carol: User, bob: User) -> None:
    assert "iam:SimulateCustomPolicy" in asked(as_carol, trusting(), bob.arn)
    people.grant(carol, people.allow("iam:SimulateCustomPolicy"))
    assert "iam:SimulatePrincipalPolicy" in asked(as_carol, trusting(), bob.arn)


def test_the_editor_of_a_trust_policy_offers_it_with_its_role(
    as_alice: Client, account: Account
) -> None:
    role = people.make_role(account, "pilot", ROOT)
    page = as_alice.get(reverse("console-role-trust-edit", args=["pilot"])).text
    assert f'data-source="{reverse("console-aid-trust-test")}"' in page
    assert f'data-name="role" value="{role.arn}"' in page
