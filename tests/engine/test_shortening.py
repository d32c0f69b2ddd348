"""Shorter ways to write a policy: none changes what is decided but as it says."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from policies.engine import Shortening, Way, parse, shortenings, size
from policies.engine.catalog import expand

PAIR = ["s3:GetObject", "s3:GetBucketAcl"]
GETS = [action.full_name for action in expand("s3:Get*")]


def statement(action: Any, resource: Any = "*", effect: str = "Allow", **more: Any) -> Any:
    return {"Effect": effect, "Action": action, "Resource": resource} | more


def document(*statements: Any, indent: int | None = 2) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=indent)


def ways(text: str, way: Way) -> list[Shortening]:
    return [one for one in shortenings(parse(text)) if one.way is way]


def shortened(text: str, one: Shortening) -> str:
    return text[: one.start] + one.replacement + text[one.end :]


def statements_of(text: str) -> Any:
    return json.loads(text)["Statement"]


def stood_for(text: str) -> set[str]:
    """The actions of the first statement, by name."""
    entries = statements_of(text)[0]["Action"]
    return {action.full_name for entry in entries for action in expand(entry)}


def test_actions_that_make_up_a_whole_prefix_become_a_wildcard() -> None:
    text = document(statement([*GETS, "ec2:RunInstances"]))
    (one,) = ways(text, Way.WILDCARD)
    assert (one.pattern, one.count, one.others) == ("s3:Get*", len(GETS), ())
    assert one.means_the_same
    assert statements_of(shortened(text, one))[0]["Action"] == ["s3:Get*", "ec2:RunInstances"]
    assert size(text) - size(shortened(text, one)) == one.saved


def test_what_a_wildcard_stands_for_beside_is_told_to_the_last_action() -> None:
    text = document(statement(GETS[3:]))
    one = next(one for one in ways(text, Way.WILDCARD) if one.pattern == "s3:Get*")
    assert set(one.others) == set(GETS[:3])
    assert not one.means_the_same
    before, after = stood_for(text), stood_for(shortened(text, one))
    assert after - before == set(one.others)
    assert before <= after


def test_a_wildcard_that_is_mostly_something_else_is_not_offered() -> None:
    patterns = [one.pattern for one in ways(document(statement(PAIR)), Way.WILDCARD)]
    assert "s3:*" not in patterns
    assert "s3:Get*" not in patterns


def test_not_action_gets_no_wildcard() -> None:
    text = document({"Effect": "Allow", "NotAction": GETS, "Resource": "*"})
    assert ways(text, Way.WILDCARD) == []


def test_what_an_entry_says_already_goes_and_the_rest_stays_to_the_byte() -> None:
    text = document(statement(["s3:Get*", "s3:GetObject", "iam:GetUser", "S3:GET*"]))
    (one,) = ways(text, Way.REPEATED)
    assert statements_of(shortened(text, one))[0]["Action"] == ["s3:Get*", "iam:GetUser"]
    assert shortened(text, one).startswith(text[: one.start])


@pytest.mark.parametrize(
    "actions",
    [["s3:**", "s3:*"], ["s3:*", "s3:**"], ["s3:Get?bject", "s3:Get*"]],
    ids=["stars", "stars-turned", "question-mark"],
)
def test_of_entries_that_cover_one_another_one_stays(actions: list[str]) -> None:
    (one,) = ways(text := document(statement(actions)), Way.REPEATED)
    assert len(statements_of(shortened(text, one))[0]["Action"]) == 1
    assert stood_for(shortened(text, one)) == stood_for(text)


def test_every_resource_covers_those_beside_it_and_letters_in_them_count() -> None:
    bucket = "arn:aws:s3:::a"
    (one,) = ways(text := document(statement("s3:*", [bucket, "*"])), Way.REPEATED)
    assert statements_of(shortened(text, one))[0]["Resource"] == ["*"]
    assert (
        ways(document(statement("s3:*", [bucket, bucket.replace(":a", ":A")])), Way.REPEATED) == []
    )


def test_statements_that_differ_in_actions_alone_become_one() -> None:
    text = document(
        statement("s3:GetObject", Sid="One"),
        statement("iam:GetUser", "arn:aws:iam::111122223333:user/a"),
        statement(["S3:getobject", "s3:PutObject"], Sid="Two"),
    )
    (one,) = ways(text, Way.JOINED)
    assert one.statements == (1, 3)
    first, second = statements_of(shortened(text, one))
    assert first["Action"] == ["s3:GetObject", "s3:PutObject"]
    assert second == statements_of(text)[1]


def test_statements_that_differ_in_resources_alone_become_one() -> None:
    text = document(
        statement(PAIR, "arn:aws:s3:::a"),
        statement(PAIR[::-1], ["arn:aws:s3:::A", "arn:aws:s3:::a"]),
    )
    (one,) = ways(text, Way.JOINED)
    (left,) = statements_of(shortened(text, one))
    assert left == statement(PAIR, ["arn:aws:s3:::a", "arn:aws:s3:::A"])


def test_statements_that_say_the_same_become_one() -> None:
    text = document(statement(PAIR), statement(PAIR, Sid="Again"))
    (one,) = ways(text, Way.JOINED)
    assert statements_of(shortened(text, one)) == [statement(PAIR)]


@pytest.mark.parametrize(
    "other",
    [
        statement("s3:PutObject", effect="Deny"),
        statement("s3:PutObject", "arn:aws:s3:::b"),
        statement("s3:PutObject", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        {"Effect": "Allow", "NotAction": "s3:PutObject", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:PutObject", "NotResource": "*"},
    ],
    ids=["effect", "resource", "condition", "not-action", "not-resource"],
)
def test_statements_that_differ_otherwise_stay_apart(other: Any) -> None:
    assert ways(document(statement("s3:GetObject"), other), Way.JOINED) == []


def test_names_of_statements_can_go() -> None:
    text = document(
        statement("s3:GetObject", Sid="Behind"), {"Sid": "Ahead"} | statement("iam:GetUser")
    )
    (one,) = ways(text, Way.NAMES)
    assert statements_of(shortened(text, one)) == [
        statement("s3:GetObject"),
        statement("iam:GetUser"),
    ]


def test_a_text_that_cannot_be_said_shorter_is_left_alone() -> None:
    assert shortenings(parse(document(statement("s3:GetObject")))) == ()
    assert shortenings(parse(document(statement(["a:One", "b:Two"]), indent=None))) == ()


def test_a_list_that_no_policy_could_hold_is_not_looked_through() -> None:
    text = document(statement([f"s3:a{number}*" for number in range(1_000)] * 2))
    assert shortenings(parse(text)) == ()


def test_a_text_of_many_statements_takes_no_more_than_a_moment() -> None:
    text = document(*[statement(["s3:*", "s3:*"])] * 500, indent=None)
    started = time.process_time()
    assert shortenings(parse(text))
    assert time.process_time() - started < 2
