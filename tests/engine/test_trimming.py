"""A policy without what was not used: what goes, what stays, and that nothing used is lost."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import (
    Kind,
    Layers,
    Principal,
    PrincipalKind,
    Request,
    Source,
    check,
    compile,
    decide,
    parse,
    trimmed,
)

ALICE = Principal(PrincipalKind.USER, "arn:aws:iam::111122223333:user/alice", "111122223333")


def trim(text: str, *used: str) -> str:
    return trimmed(parse(dedent(text)), used).text


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*"} | more


def actions_in(text: str) -> list[Any]:
    return [one["Action"] for one in json.loads(text)["Statement"]]


LONG = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Objects",
      "Effect":   "Allow",
      "Action": [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject"
      ],
      "Resource": "arn:aws:s3:::box/*"
    },
    {
      "Sid": "Queues",
      "Effect": "Allow",
      "Action": "sqs:*",
      "Resource": "*"
    }
  ]
}
"""


def lines_gone(before: str, after: str) -> list[str]:
    kept = after.splitlines()
    return [line.strip() for line in before.splitlines() if line not in kept]


def test_what_was_used_stays_to_the_byte():
    used = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
    text = LONG.replace('"sqs:*"', '"sqs:SendMessage"')
    assert trim(text, *used, "sqs:SendMessage") == text


def test_only_the_lines_of_what_was_not_used_change():
    after = trim(LONG, "s3:PutObject", "sqs:SendMessage")
    assert lines_gone(LONG, after) == [
        '"s3:GetObject",',
        '"s3:PutObject",',
        '"s3:DeleteObject"',
        '"Action": "sqs:*",',
    ]
    assert '"Effect":   "Allow"' in after
    assert actions_in(after) == [["s3:PutObject"], "sqs:SendMessage"]


def test_a_wildcard_becomes_what_was_used_of_it_a_line_each():
    after = trim(LONG, "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage")
    assert (
        """\
      "Action": [
        "sqs:DeleteMessage",
        "sqs:ReceiveMessage",
        "sqs:SendMessage"
      ],
"""
        in after
    )
    assert "Objects" not in after


def test_a_wildcard_all_of_which_was_used_stays():
    text = document(allow(["sts:Get*"]))
    used = ["sts:GetAccessKeyInfo", "sts:GetCallerIdentity", "sts:GetDelegatedAccessToken"]
    used += ["sts:GetFederationToken", "sts:GetServiceBearerToken", "sts:GetSessionToken"]
    used += ["sts:GetWebIdentityToken"]
    assert trim(text, *used) == text
    assert actions_in(trim(text, *used[1:])) == [sorted(used[1:])]


def test_names_are_told_apart_without_their_case_and_written_as_the_catalogue_does():
    assert actions_in(trim(document(allow("S3:getobject")), "s3:GetObject")) == ["S3:getobject"]
    assert actions_in(trim(document(allow("s3:*")), "s3:getobject")) == ["s3:GetObject"]


def test_actions_nobody_knows_stay_where_they_were_used():
    text = document(allow(["shop:*"]))
    assert actions_in(trim(text, "shop:Buy", "shop:Sell")) == [["shop:Buy", "shop:Sell"]]


def test_what_another_entry_names_is_not_named_twice():
    text = document(allow(["s3:Get*", "s3:GetObject", "s3:*"]))
    used = ("s3:GetObject", "s3:GetBucketAcl", "s3:PutObject")
    assert actions_in(trim(text, *used)) == [["s3:GetBucketAcl", "s3:GetObject", "s3:PutObject"]]


def test_star_becomes_what_was_used_of_every_service():
    after = trim(document(allow("*")), "s3:GetObject", "sqs:SendMessage")
    assert actions_in(after) == [["s3:GetObject", "sqs:SendMessage"]]


def test_not_action_becomes_what_was_used_of_all_that_it_leaves():
    text = document({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"})
    after = json.loads(trim(text, "s3:GetObject", "iam:ListUsers"))["Statement"][0]
    assert after == {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    assert trim(text, "iam:ListUsers") == ""


def test_a_deny_stays_to_the_letter():
    deny = {"Effect": "Deny", "Action": ["s3:DeleteBucket", "s3:*"], "Resource": "*"}
    other = {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}
    after = trim(document(allow("s3:*"), deny, other))
    assert json.loads(after)["Statement"] == [deny, other]


def test_resources_and_conditions_stay():
    one = allow(["s3:GetObject", "s3:PutObject"]) | {
        "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }
    after = json.loads(trim(document(one), "s3:GetObject"))["Statement"][0]
    assert after == one | {"Action": ["s3:GetObject"]}


@pytest.mark.parametrize("places", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2)])
@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":")])
def test_statements_go_with_their_commas(places, separators):
    names = ["s3:GetObject", "sqs:SendMessage", "sns:Publish"]
    text = json.dumps(json.loads(document(*map(allow, names))), separators=separators)
    kept = [name for place, name in enumerate(names) if place not in places]
    after = trim(text, *kept)
    if not kept:
        assert after == ""
    else:
        assert after == json.dumps(json.loads(document(*map(allow, kept))), separators=separators)


def test_a_single_statement_without_a_list_can_be_all_that_goes():
    text = json.dumps({"Version": "2012-10-17", "Statement": allow("s3:GetObject")})
    assert trim(text, "sqs:SendMessage") == ""
    assert trim(text, "s3:GetObject") == text


def test_it_says_what_goes_and_what_takes_its_place():
    found = trimmed(parse(LONG), ["s3:PutObject", "sqs:SendMessage"])
    told = [(one.statement, one.sid, one.entries, one.kept) for one in found.entries]
    assert told == [
        (1, "Objects", ("s3:GetObject",), ()),
        (1, "Objects", ("s3:DeleteObject",), ()),
        (2, "Queues", ("sqs:*",), ("sqs:SendMessage",)),
    ]


# ---- Whatever the policy

NAMES = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage", "shop:Buy"]
PATTERNS = [
    *NAMES,
    "S3:getobject",
    "s3:*",
    "s3:Get*",
    "s3:?et*",
    "*",
    "sqs:Send*",
    "shop:*",
    "iam:?*",
]
statements = st.builds(
    lambda effect, element, entries, is_list, resource: {
        "Effect": effect,
        element: entries if is_list or len(entries) > 1 else entries[0],
        "Resource": resource,
    },
    st.sampled_from(["Allow", "Allow", "Allow", "Deny"]),
    st.sampled_from(["Action", "Action", "Action", "NotAction"]),
    st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(["*", "arn:aws:s3:::box/*"]),
)
documents = st.builds(
    lambda found, indent: json.dumps({"Version": "2012-10-17", "Statement": found}, indent=indent),
    st.lists(statements, min_size=1, max_size=4) | statements,
    st.sampled_from([None, 2, 4]),
)


def is_allowed(text: str, action: str, resource: str) -> bool:
    policies = [(parse(text), Source(Kind.IDENTITY, "p"))] if text else []
    request = Request(ALICE, action, resource=resource)
    return decide(request, Layers(identity=compile(policies))).allowed


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=documents, used=st.sets(st.sampled_from(NAMES)))
def test_nothing_used_is_lost_and_nothing_new_is_allowed(text, used):
    after = trimmed(parse(text), used).text
    if after:
        check(after, Kind.IDENTITY)
    for action in [*NAMES, "iam:ListUsers", "s3:GetBucketAcl"]:
        for resource in ("arn:aws:s3:::box/a", "arn:aws:s3:::other"):
            before, now = (is_allowed(one, action, resource) for one in (text, after))
            assert now == (before and action in used), (text, after, action)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=documents, used=st.sets(st.sampled_from(NAMES)))
def test_trimming_twice_changes_nothing_more(text, used):
    after = trimmed(parse(text), used).text
    if after:
        again = trimmed(parse(after), used)
        assert (again.text, again.entries) == (after, ())
