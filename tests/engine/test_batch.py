"""`python -m policies.engine evaluate` answers every line, whatever stands on it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.batch import answers, evaluate

ROOT = Path(__file__).parents[2]
QUESTION: dict[str, Any] = {
    "id": "q",
    "request": {
        "principal": "arn:aws:iam::111122223333:user/alice",
        "action": "s3:GetObject",
        "resource": {"arn": "arn:aws:s3:::box/thing", "accountId": "111122223333"},
        "context": {"aws:SourceIp": "10.0.0.1", "aws:TagKeys": ["a", "b"]},
    },
    "identity_policies": [
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    ],
    "resource_policy": None,
    "permission_boundaries": [],
    "session_policy": None,
    "scps": [
        {
            "id": "r-root",
            "policies": ['{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'],
        },
        {"id": "ou-1", "policies": []},
    ],
    "rcps": [],
}


def run(text: bytes) -> list[dict[str, Any]]:
    """What the command answers, in a process that knows no Django."""
    command = [sys.executable, "-m", "policies.engine", "evaluate"]
    done = subprocess.run(command, input=text, capture_output=True, check=True, cwd=ROOT)
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


def only(line: str) -> dict[str, Any]:
    [answer] = answers([line], evaluate)
    found: dict[str, Any] = json.loads(answer)
    return found


def changed(**request: Any) -> str:
    return json.dumps({**QUESTION, "request": {**QUESTION["request"], **request}})


def test_a_question_gets_one_line() -> None:
    lines = [json.dumps(QUESTION), "", "what?", json.dumps({**QUESTION, "id": 7, "scps": []})]
    assert run("\n".join(lines).encode()) == [
        {
            "id": "q",
            "decision": "ImplicitlyDenied",
            "because": "because no service control policy allows the s3:GetObject action",
            "layers": {
                "scps": [
                    {"id": "r-root", "decision": "Allowed"},
                    {"id": "ou-1", "decision": "ImplicitlyDenied"},
                ],
                "identity": "Allowed",
            },
        },
        {"id": None, "error": "Expecting value: line 1 column 1 (char 0)"},
        {
            "id": 7,
            "decision": "Allowed",
            "because": "because an identity-based policy allows the s3:GetObject action",
            "layers": {"identity": "Allowed"},
        },
    ]


def test_bytes_that_are_no_text_are_an_error_of_their_line() -> None:
    bad, good = run(b"\xff\xfe\n" + json.dumps(QUESTION).encode())
    assert bad == {"id": None, "error": "the line holds bytes that are not UTF-8"}
    assert good["id"] == "q"


def test_nothing_is_answered_to_nothing() -> None:
    assert run(b"\n \n") == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[]", "a case is a JSON object"),
        ('{"id": 1, "id": 2}', "repeats a key"),
        ('{"id": NaN}', "`NaN` is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        (json.dumps({**QUESTION, "request": None}), "`principal` is an ARN, or null"),
        (json.dumps({**QUESTION, "request": []}), "`request` is of the wrong form"),
        (json.dumps({**QUESTION, "identity_policies": {}}), "`identity_policies` is of the wrong"),
        (json.dumps({**QUESTION, "identity_policies": [1]}), "a document is an object or its text"),
        (json.dumps({**QUESTION, "identity_policies": ["{"]}), "This policy contains invalid Json"),
        (json.dumps({**QUESTION, "scps": [[]]}), "an organization level is an object"),
        (changed(principal="alice"), "`alice` names no principal"),
        (changed(principal="arn:aws:s3:::box"), "`arn:aws:s3:::box` names no principal"),
        (changed(principal="arn:aws:iam::111122223333:group/staff"), "names no principal"),
        (changed(principal=7), "`principal` is of the wrong form"),
        (changed(action="GetObject"), "`action` is `service:name`"),
        (changed(action=None), "`action` is `service:name`"),
        (changed(context={"app:a": 5}), "`app:a` is neither a text nor a list of texts"),
        (changed(context={"app:a": [True]}), "`app:a` is neither a text nor a list of texts"),
        (changed(context={"app:a": "1", "APP:A": "2"}), "differ only in the case"),
        (changed(resource="*"), "`resource` is of the wrong form"),
        (changed(wildcardOnlyAction="yes"), "`wildcardOnlyAction` is of the wrong form"),
    ],
)
def test_a_line_that_is_no_question_gets_an_error(line: str, complaint: str) -> None:
    answer = only(line)
    assert set(answer) == {"id", "error"}
    assert complaint in answer["error"]


def test_an_error_names_the_place_in_the_document() -> None:
    bad = {"Statement": {"Effect": "Allow", "Action": 1, "Resource": "*"}}
    answer = only(json.dumps({**QUESTION, "identity_policies": [bad]}))
    assert answer == {
        "id": "q",
        "error": "Syntax errors in policy. `Action` is a text or a list of texts "
        "(line 1, column 45).",
    }


@given(st.text(max_size=30) | st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(tuple(QUESTION)) | st.text(max_size=5), inner, max_size=4),
).map(json.dumps))  # fmt: skip
def test_no_line_stops_the_others(line: str) -> None:
    for part in line.splitlines() or [line]:
        for answer in answers([part], evaluate):
            assert "error" in json.loads(answer)


def test_what_is_left_out_takes_no_part() -> None:
    request = {"principal": None, "action": "s3:GetObject"}
    assert only(json.dumps({"id": 1, "request": request})) == {
        "id": 1,
        "decision": "ImplicitlyDenied",
        "because": "because no resource-based policy allows the s3:GetObject action",
        "layers": {},
    }


def test_the_owner_of_a_resource_is_read_from_its_arn_if_not_given() -> None:
    asked = {
        "principal": "arn:aws:iam::111122223333:user/alice",
        "action": "sqs:SendMessage",
        "resource": {"arn": "arn:aws:sqs:eu-west-1:444455556666:queue"},
    }
    assert only(json.dumps({**QUESTION, "scps": [], "request": asked}))["because"] == (
        "because no resource-based policy allows the sqs:SendMessage action"
    )


KNOWN = {
    "arn:aws:iam::111122223333:user/eng/alice": {
        "aws:PrincipalType": "User",
        "aws:username": "alice",
        "aws:PrincipalArn": "arn:aws:iam::111122223333:user/eng/alice",
        "aws:PrincipalAccount": "111122223333",
        "aws:PrincipalIsAWSService": "false",
        "aws:ResourceAccount": "111122223333",
    },
    "arn:aws:iam::111122223333:root": {
        "aws:PrincipalType": "Account",
        "aws:userid": "111122223333",
        "aws:PrincipalArn": "arn:aws:iam::111122223333:root",
    },
    "arn:aws:sts::111122223333:assumed-role/deploy/s": {
        "aws:PrincipalType": "AssumedRole",
        "aws:PrincipalArn": "arn:aws:iam::111122223333:role/deploy",
    },
    "arn:aws:sts::111122223333:federated-user/fed": {
        "aws:PrincipalType": "FederatedUser",
        "aws:userid": "111122223333:fed",
        "aws:PrincipalArn": "arn:aws:sts::111122223333:federated-user/fed",
    },
    "lambda.amazonaws.com": {
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": "lambda.amazonaws.com",
    },
}


@pytest.mark.parametrize(("principal", "known"), KNOWN.items(), ids=KNOWN.keys())
def test_what_follows_from_the_caller_is_in_the_context(
    principal: str, known: dict[str, str]
) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringEquals": known},
    }
    asked = json.loads(changed(principal=principal))
    asked["resource_policy"] = {"Version": "2012-10-17", "Statement": statement}
    assert evaluate(asked)["decision"] == "ExplicitlyDenied"


def test_only_users_have_a_user_name() -> None:
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    statement |= {"Condition": {"Null": {"aws:username": "true"}}}
    asked = json.loads(changed(principal="arn:aws:sts::111122223333:assumed-role/deploy/s"))
    asked["identity_policies"].append({"Statement": statement})
    assert evaluate(asked)["decision"] == "ExplicitlyDenied"


def test_a_given_key_wins_over_a_known_one() -> None:
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    statement |= {"Condition": {"StringEquals": {"aws:username": "bob"}}}
    asked = json.loads(changed(context={"AWS:UserName": "bob"}))
    asked["identity_policies"].append({"Statement": statement})
    assert evaluate(asked)["decision"] == "ExplicitlyDenied"
