"""Cells of a policy's summary lead on: to the actions they count, and to the text that says so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from policies.operations.managed import create_policy
from tests import people

TEXT = """{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
     "Resource": "arn:aws:s3:::one/*"},
    {"Effect": "Allow", "Action": "s3:ListBucket",
     "Resource": "arn:aws:s3:::two",
     "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"},
    {"Effect": "Allow", "Action": "sns:Publish", "NotResource": "arn:aws:sns:*:*:pager"}
  ]
}"""


@pytest.fixture
def policy(alice: User) -> str:
    made = create_policy(people.calling(alice), policy_name="reports", policy_document=TEXT)
    return made.policy.arn


def url(page: str, policy: str, *more: str) -> str:
    return reverse(page, args=[policy, *more])


def test_a_count_leads_to_the_actions_it_counts(as_bob: Client, policy: str) -> None:
    page = as_bob.get(url("console-policy", policy)).text
    address = url("console-policy-service", policy, "s3")
    assert f'<a href="{address}?decision=Allow&amp;level=Write">' in page
    assert f'<a href="{address}?decision=Deny&amp;level=Write">' in page
    listed = as_bob.get(address, {"decision": "Allow", "level": "Write"}).text
    assert "1 of 4 actions" in listed
    assert "PutObject" in listed
    assert "DeleteObject" not in listed
    assert "Access: Write" in listed


def test_full_access_leads_to_all_actions(as_alice: Client, alice: User) -> None:
    text = people.document(people.allow("sns:*"))
    made = create_policy(people.calling(alice), policy_name="bells", policy_document=text)
    page = as_alice.get(url("console-policy", made.policy.arn)).text
    address = url("console-policy-service", made.policy.arn, "sns")
    assert f'<a href="{address}?decision=Allow">Full access</a>' in page


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("<code>arn:aws:s3:::one/*</code>", 4),
        ("<code>arn:aws:s3:::two</code>", 6),
        ("All resources", 9),
        ("<code>All resources except arn:aws:sns:*:*:pager</code>", 10),
    ],
    ids=["first", "second", "everything", "all but"],
)
def test_a_resource_leads_to_the_statement_that_names_it(
    as_bob: Client, policy: str, words: str, line: int
) -> None:
    page = as_bob.get(url("console-policy", policy)).text
    assert f'href="{url("console-policy-document", policy)}#L{line}">{words}</a>' in page


def test_an_actions_resource_and_condition_lead_to_their_statement(
    as_bob: Client, policy: str
) -> None:
    address = url("console-policy-service", policy, "s3")
    page = as_bob.get(address, {"q": "ListBucket"}).text
    document = url("console-policy-document", policy)
    assert f'href="{document}#L6"><code>arn:aws:s3:::two</code></a>' in page
    conditions = page.partition('data-label="Condition">')[2].partition("</td>")[0]
    assert f'href="{document}#L6"><code>' in conditions
    assert "aws:SecureTransport" in conditions


@pytest.mark.parametrize("asked", [{"level": "Nothing"}, {"decision": "Maybe"}])
def test_what_makes_no_sense_narrows_nothing(
    as_bob: Client, policy: str, asked: dict[str, str]
) -> None:
    page = as_bob.get(url("console-policy-service", policy, "s3"), asked).text
    assert "4 actions" in page


def test_a_level_without_actions_says_so(as_bob: Client, policy: str) -> None:
    page = as_bob.get(url("console-policy-service", policy, "s3"), {"level": "Tagging"}).text
    assert "0 of 4 actions" in page
