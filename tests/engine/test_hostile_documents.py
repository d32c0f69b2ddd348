"""Checks and findings on texts nobody would write: no crash, and an answer in bounded time."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import Kind, Malformed, check, validate

WORDS = st.sampled_from(
    [
        *("Version", "Statement", "Effect", "Action", "NotAction", "Resource", "NotResource"),
        *("Principal", "NotPrincipal", "Condition", "Sid", "Id", "AWS", "Service", "Federated"),
        *("StringEquals", "ForAllValues:StringLike", "IpAddress", "NullIfExists", "Bool", "Nope"),
        *("DateLessThan", "NumericEquals", "BinaryEquals", "ArnLike", "Allow", "Deny", "*", ""),
        *("2012-10-17", "s3:Get*", "s3*:x", "iam:PassRole", "sts:AssumeRole", "arn:", "arn:aws"),
        *("arn:aws:s3:::b/${aws:username}", "arn:aws:iam::1:role/*", "${", "${}", "a:b:c", "?:?"),
        *("aws:SourceIp", "10.0.0.0/8", "1::/0", "aws:TagKeys", "aws:ResourceTag/a", "aws:", ":"),
        *("x:y", "111122223333", "accounts.google.com", "sts:AssumeRoleWithWebIdentity", "\x00"),
    ]
)
LEAVES = st.one_of(WORDS, st.none(), st.booleans(), st.integers(), st.text(max_size=5))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=12,
)
ELEMENTS = ("Sid", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition")
STATEMENTS = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny", "allow"])},
    optional=dict.fromkeys((*ELEMENTS, "NotPrincipal"), VALUES),
)
DOCUMENTS = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {"Statement": st.one_of(STATEMENTS, st.lists(STATEMENTS, max_size=3))},
        optional={"Version": VALUES},
    ),
)


def answered(text: str, kind: Kind) -> bool:
    validate(text, kind)
    try:
        check(text, kind)
    except Malformed:
        return False
    return True


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS, st.sampled_from(Kind))
def test_no_document_is_too_odd(document: Any, kind: Kind) -> None:
    answered(json.dumps(document), kind)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(Kind))
def test_no_text_is_too_odd(text: str, kind: Kind) -> None:
    answered(text, kind)


def document(**elements: Any) -> str:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", **elements}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


LONGEST = 130_000
HOSTILE = {
    "unknown actions": document(Action=[f"ec2:Descripe{n}" for n in range(4_000)]),
    "patterns of actions": document(Action=[f"s3:*{n}*" for n in range(6_000)]),
    "patterns of resources": document(Resource=[f"arn:aws:s3:::*{n}*" for n in range(3_000)]),
    "one long resource": document(Resource="arn:aws:s3:::" + "*a" * (LONGEST // 2)),
    "one long action": document(Action="s3:" + "*a" * (LONGEST // 2)),
    "unknown keys": document(
        Condition={"StringEquals": {f"s3:prefx{n}": "a" for n in range(4_000)}}
    ),
    "unknown operators": document(
        Condition={f"StringEqual{n}": {"a:b": "c"} for n in range(3_000)}
    ),
    "keys of every action": document(
        Action=[f"s3:{name}Object" for name in ("Get", "Put", "Delete") * 1_000],
        Condition={"StringEquals": {f"s3:prefix{n}": "a" for n in range(2_000)}},
    ),
    "variables": document(Resource="arn:aws:s3:::" + "${a" * (LONGEST // 3)),
    "a long number": document(Condition={"NumericEquals": {"s3:max-keys": "9" * LONGEST}}),
    "quotes": '"' + '\\"' * (LONGEST // 2),
    "brackets": "[" * LONGEST,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_long_document_is_answered_soon(name: str) -> None:
    started = time.process_time()
    answered(HOSTILE[name], Kind.IDENTITY)
    assert time.process_time() - started < 5
