"""What the visual editor is sent and what its panels are answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Account, User
from policies.console.editor_words import words
from policies.console.starting_points import IDENTITY, TRUST, StartingPoint
from policies.engine import Kind, check
from policies.operations.managed import create_policy
from tests import people

READING = people.document(people.allow("s3:GetObject", "arn:aws:s3:::reports/*"))
FORM = Path(settings.BASE_DIR) / "static" / "js" / "editor" / "form"


@pytest.fixture
def dave(account: Account) -> User:
    return people.make_user(account, "dave")


def asked(client: Client, panel: str, **sent: str) -> str:
    """What a panel shows."""
    answer = client.post(reverse(f"console-aid-{panel}"), sent)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_is_summed_up(as_alice: Client) -> None:
    told = asked(as_alice, "summary", document=READING)
    assert "Amazon S3 (Read)" in told
    assert "Read 1/66" in told


@pytest.mark.parametrize("kind", ["identity", "trust"])
@pytest.mark.parametrize("text", ["", "{", "[]", '{"Statement": [7]}', "{}"])
def test_a_draft_that_cannot_be_saved_comes_to_nothing(
    as_alice: Client, text: str, kind: str
) -> None:
    assert "comes to nothing yet" in asked(as_alice, "summary", document=text, kind=kind)


def test_a_trust_policy_tells_whom_it_lets_in(as_alice: Client) -> None:
    text = people.trusting(Service="ec2.amazonaws.com")
    assert "ec2.amazonaws.com" in asked(as_alice, "summary", document=text, kind="trust")
    everyone = people.trusting(AWS="*")
    assert "Anybody" in asked(as_alice, "summary", document=everyone, kind="trust")
    nobody = people.document(
        {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    )
    assert "Nobody" in asked(as_alice, "summary", document=nobody, kind="trust")


def test_changes_are_told_line_by_line(as_alice: Client) -> None:
    told = asked(as_alice, "changes", saved="one\ntwo", document="one\r\nthree")
    assert "<del>two</del>" in told
    assert "<ins>three</ins>" in told
    assert "Nothing differs" in asked(as_alice, "changes", saved="one\n", document="one\r\n")


def test_a_draft_is_tested_alone(as_alice: Client) -> None:
    question = {"document": READING, "actions": "s3:GetObject"}
    told = asked(as_alice, "test", **question, resources="arn:aws:s3:::reports/today")
    assert "Allowed" in told
    assert "/console/simulator?" in told
    assert "Not allowed" in asked(as_alice, "test", **question, resources="arn:aws:s3:::other/x")


def test_a_draft_is_tested_beside_what_somebody_has(as_alice: Client, bob: User) -> None:
    denied = people.document({"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*"})
    told = asked(as_alice, "test", document=denied, actions="iam:GetUser", principal="bob")
    assert "Denied by a statement" in told


@pytest.mark.parametrize(
    ("sent", "words_shown"),
    [
        ({"actions": ""}, "required"),
        ({"actions": "GetObject"}, "not of the form service:Action"),
        ({"actions": "s3:GetObject", "resources": "reports"}, "is no ARN"),
        ({"actions": "s3:GetObject", "principal": "nobody"}, "is called nobody"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(
    as_alice: Client, sent: dict[str, str], words_shown: str
) -> None:
    assert words_shown in asked(as_alice, "test", document=READING, **sent)


def test_who_may_not_simulate_is_told_so(as_carol: Client) -> None:
    told = asked(as_carol, "test", document=READING, actions="s3:GetObject")
    assert "not authorized to perform: iam:SimulateCustomPolicy" in told


def test_statements_of_other_policies_are_offered(as_alice: Client, alice: User) -> None:
    named = people.allow("s3:GetObject") | {"Sid": "ReadAll"}
    text = people.document(named, people.allow("s3:PutObject"))
    arn = create_policy(
        people.calling(alice), policy_name="reports", policy_document=text
    ).policy.arn
    assert arn in asked(as_alice, "import", policy="report")
    told = asked(as_alice, "import", policy=arn)
    assert "Insert ReadAll" in told
    assert "Insert Statement 2" in told
    assert "Insert all" in told
    assert "No policy is called so" in asked(as_alice, "import", policy="zzz")


def test_statements_of_inline_policies_are_offered(
    as_alice: Client, account: Account, dave: User
) -> None:
    """A role, a group and a user: what is written into each, then its statements."""
    role = people.make_role(account, "davey", path="/team/")
    group = people.make_group(account, "daves")
    for holder in (dave, role, group):
        people.grant(holder, people.allow("s3:GetObject") | {"Sid": "Peek"}, name="peeking")
    told = asked(as_alice, "import", policy="dave")
    for place in ("user/dave", "role/davey", "group/daves"):
        assert f'data-value="{place}"' in told
        listed = asked(as_alice, "import", policy=place)
        assert f'data-value="{place}" data-inline="peeking"' in listed
        assert "Insert Peek" in asked(as_alice, "import", policy=place, inline="peeking")
    assert "peeking" in asked(as_alice, "import", policy=role.arn)


def test_an_inline_policy_that_is_not_there_is_said_to_be_missing(
    as_alice: Client, dave: User
) -> None:
    assert "No policy is written into dave." in asked(as_alice, "import", policy="user/dave")
    assert "cannot be found" in asked(as_alice, "import", policy="user/dave", inline="gone")
    assert "cannot be found" in asked(as_alice, "import", policy="user/nobody")
    theirs = "arn:aws:iam::444455556666:user/dave"
    assert "is not of this account" in asked(as_alice, "import", policy=theirs)


def test_nobody_reads_inline_policies_through_it_who_may_not(
    as_carol: Client, as_mallory: Client, carol: User, dave: User
) -> None:
    people.grant(dave, people.allow("s3:GetObject"), name="peeking")
    for sent in ({}, {"inline": "peeking"}):
        told = asked(as_carol, "import", policy="user/dave", **sent)
        assert "not authorized" in told
        assert "s3:GetObject" not in told
        assert "cannot be found" in asked(as_mallory, "import", policy="user/dave", **sent)
    people.grant(carol, people.allow("iam:ListUsers"), people.allow("iam:ListUserPolicies"))
    assert "user/dave" in asked(as_carol, "import", policy="dave")
    assert "peeking" in asked(as_carol, "import", policy="user/dave")
    refused = asked(as_carol, "import", policy="user/dave", inline="peeking")
    assert "iam:GetUserPolicy" in refused
    assert "s3:GetObject" not in refused


def test_nobody_reads_policies_through_it_who_may_not(
    as_carol: Client, as_mallory: Client, alice: User
) -> None:
    made = create_policy(
        people.calling(alice), policy_name="reports", policy_document=READING
    ).policy
    assert "not authorized" in asked(as_carol, "import", policy=made.arn)
    assert "s3:GetObject" not in asked(as_mallory, "import", policy=made.arn)
    assert "not authorized" in asked(as_carol, "import", policy="reports")


def _filled(point: StartingPoint) -> str:
    text = point.statements
    for blank in point.blanks:
        assert f"{{{blank.name}}}" in text
        text = text.replace(f"{{{blank.name}}}", blank.example)
    assert not re.search(r"[^$]\{[a-z]+\}", text), "a blank nobody is asked for"
    return json.dumps({"Version": "2012-10-17", "Statement": json.loads(text)})


@pytest.mark.parametrize("point", IDENTITY, ids=lambda point: str(point.title))
def test_a_starting_point_can_be_saved_as_it_is(point: StartingPoint) -> None:
    check(_filled(point), Kind.IDENTITY, managed=True)


@pytest.mark.parametrize("point", TRUST, ids=lambda point: str(point.title))
def test_a_starting_point_of_trust_can_be_saved_as_it_is(point: StartingPoint) -> None:
    check(_filled(point), Kind.TRUST)


def test_every_word_the_editor_says_is_sent_along() -> None:
    offered = json.loads(words())
    source = "\n".join(path.read_text() for path in FORM.glob("*.js"))
    said = set(re.findall(r'\b(?:say|tell)\("([^"]+)"', source))
    said |= set(re.findall(r'\}, "([a-zA-Z]+)", \{', source))
    assert said - set(offered) == set()
    for kind in ("Service", "Account", "Identity", "Federated", "Anyone"):
        assert f"principal{kind}" in offered
    for code in ("BOM", "DUPLICATE_KEY", "JSON_SYNTAX", "NOT_AN_OBJECT", "STATEMENT"):
        assert f"locked{code}" in offered


def test_no_word_is_sent_that_is_not_said() -> None:
    source = "\n".join(path.read_text() for path in FORM.glob("*.js"))
    stems = ("principal", "locked", "sort", "kind")
    for key in json.loads(words()):
        assert f'"{key}"' in source or key.startswith(stems), key


def test_an_edit_page_carries_what_its_editor_needs(
    as_alice: Client, account: Account, alice: User
) -> None:
    made = create_policy(
        people.calling(alice), policy_name="reports", policy_document=READING
    ).policy
    page = as_alice.get(reverse("console-policy-edit", args=[made.arn])).content.decode()
    for name in ("data-words", "data-catalogue", "data-icons", "data-account", "data-saved"):
        assert f"{name}=" in page
    assert 'id="aid-changes"' in page
    fresh = as_alice.get("/console/policies/new").content.decode()
    assert 'id="aid-changes"' not in fresh


@pytest.mark.parametrize("more", [{}, {"check": "yes"}])
def test_what_was_sent_is_compared_with_what_is_saved(
    as_alice: Client, alice: User, more: dict[str, str]
) -> None:
    made = create_policy(
        people.calling(alice), policy_name="reports", policy_document=READING
    ).policy
    address = reverse("console-policy-edit", args=[made.arn])
    page = as_alice.post(address, {"policy_document": "{", "based_on": "v1"} | more).text
    assert f'data-saved="{escape(READING)}"' in page
