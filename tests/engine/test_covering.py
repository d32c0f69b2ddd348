"""A policy that allows what was done: small, valid, and never short of anything that was done."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import (
    Kind,
    Layers,
    Principal,
    PrincipalKind,
    Request,
    Severity,
    Source,
    check,
    compile,
    covering,
    decide,
    parse,
    size,
    validate,
)

ACCOUNT = "111122223333"
ALICE = Principal(PrincipalKind.USER, f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT)
ROOM = 6144


def user(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def cover(*done: tuple[str, str], room: int = ROOM) -> list[Any]:
    text = covering(done, room).text
    return [(one["Action"], one["Resource"]) for one in json.loads(text)["Statement"]]


def test_nothing_done_takes_no_policy():
    assert covering([], ROOM).text == ""
    assert covering([("sts:GetCallerIdentity", "*")], ROOM).text == ""


def test_an_action_is_allowed_on_what_it_was_used_on():
    assert cover(("iam:GetUser", user("bob"))) == [("iam:GetUser", user("bob"))]


def test_actions_on_the_same_things_share_a_statement():
    done = [(action, user(name)) for action in ("iam:GetUser", "iam:TagUser") for name in "ab"]
    assert cover(*done) == [(["iam:GetUser", "iam:TagUser"], [user("a"), user("b")])]


def test_services_and_other_things_have_statements_of_their_own():
    found = cover(
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
        ("iam:TagUser", user("a")),
        ("iam:GetUser", user("a")),
        ("iam:GetUser", user("b")),
    )
    assert found == [
        ("iam:GetUser", [user("a"), user("b")]),
        ("iam:TagUser", user("a")),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
    ]


def test_statements_have_names_of_their_own():
    text = covering(
        [
            ("iam:TagUser", user("a")),
            ("iam:GetUser", user("b")),
            ("access-analyzer:ValidatePolicy", "*"),
        ],
        ROOM,
    ).text
    assert [one["Sid"] for one in json.loads(text)["Statement"]] == [
        "Accessanalyzer1",
        "Iam1",
        "Iam2",
    ]


def test_what_takes_no_resources_is_allowed_on_anything():
    assert cover(("iam:GetAccountSummary", user("a"))) == [("iam:GetAccountSummary", "*")]
    assert cover(("iam:ListUsers", "")) == [("iam:ListUsers", "*")]


def test_names_are_written_as_the_catalogue_writes_them():
    assert cover(("iam:getuser", user("a")), ("iam:GetUser", user("a"))) == [
        ("iam:GetUser", user("a"))
    ]


def test_many_things_under_a_path_become_a_wildcard_that_is_told():
    few = [("iam:GetUser", user(f"team/{n}")) for n in range(10)]
    assert len(cover(*few)[0][1]) == 10
    found = covering([*few, ("iam:GetUser", user("team/more")), ("iam:GetUser", user("x"))], ROOM)
    assert [(one.pattern, one.count) for one in found.widened] == [(user("team/*"), 11)]
    assert json.loads(found.text)["Statement"][0]["Resource"] == [user("team/*"), user("x")]


def test_many_paths_become_one_above_them():
    done = [("s3:GetObject", f"arn:aws:s3:::box/{day}/{n}") for day in range(40) for n in range(3)]
    assert cover(*done) == [("s3:GetObject", "arn:aws:s3:::box/*")]
    assert covering(done, ROOM).widened[0].count == 120


def test_things_without_a_path_are_told_apart_by_service_region_and_account():
    done = [("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q{n}") for n in range(40)]
    assert cover(*done) == [("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:*")]


def test_it_is_made_to_fit_by_listing_less():
    done = [
        (action, f"arn:aws:s3:::{'b' * 50}{n % 9}/{'x' * 60}/{n}")
        for n in range(90)
        for action in ("s3:GetObject", "s3:PutObject")
    ]
    for room in (6144, 2048, 500):
        assert size(covering(done, room).text) <= room


def test_what_looks_like_a_wildcard_or_variable_stands_for_itself():
    odd = "arn:aws:s3:::box/${aws:username}/a*b?c"
    text = covering([("s3:GetObject", odd)], ROOM).text
    assert is_allowed(text, "s3:GetObject", odd)
    for other in ("arn:aws:s3:::box/alice/a*b?c", "arn:aws:s3:::box/${aws:username}/axxbxc"):
        assert not is_allowed(text, "s3:GetObject", other)


# ---- Whatever was done


def is_allowed(text: str, action: str, resource: str) -> bool:
    policies = [(parse(text), Source(Kind.IDENTITY, "generated"))] if text else []
    request = Request(ALICE, action, resource=resource, context={"aws:username": "alice"})
    return decide(request, Layers(identity=compile(policies))).allowed


names = st.text("ab/-*?${}:.", min_size=1, max_size=12)
arns = st.one_of(
    st.just("*"),
    st.builds(lambda name: f"arn:aws:s3:::box/{name}", names),
    st.builds(lambda number: f"arn:aws:s3:::box{number}", st.integers(0, 99)),
    st.builds(lambda number: user(f"p{number % 7}/{number}"), st.integers(0, 400)),
    st.builds(lambda name: f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{name}", names),
)
actions = st.sampled_from(
    [
        "s3:GetObject",
        "s3:PutObject",
        "iam:GetUser",
        "iam:ListUsers",
        "iam:GetAccountSummary",
        "sqs:SendMessage",
        "shop:Buy",
    ]
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    done=st.lists(st.tuples(actions, arns), max_size=80),
    room=st.sampled_from([300, 2048, ROOM]),
)
def test_everything_that_was_done_is_allowed(done, room):
    text = covering(done, room).text
    if text:
        check(text, Kind.IDENTITY, managed=True)
    for action, arn in done:
        assert is_allowed(text, action, arn), (action, arn, text)


fitting = {
    "s3:GetObject": st.builds(lambda n: f"arn:aws:s3:::box/{n % 9}/{n}", st.integers(0, 500)),
    "iam:GetUser": st.builds(lambda n: user(f"p{n % 7}/u{n}"), st.integers(0, 400)),
    "iam:ListUsers": st.just(user("")),
    "sqs:SendMessage": st.builds(
        lambda n: f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q{n}", st.integers(0, 99)
    ),
}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    done=st.lists(
        st.sampled_from(sorted(fitting)).flatmap(lambda a: st.tuples(st.just(a), fitting[a])),
        min_size=1,
        max_size=60,
    )
)
def test_the_validator_finds_no_error_in_it(done):
    text = covering(done, ROOM).text
    assert [one for one in validate(text, Kind.IDENTITY) if one.severity is Severity.ERROR] == []
    assert size(text) <= ROOM


def test_twenty_thousand_paths_are_put_under_one_wildcard():
    """Comparing each with each of them would take minutes."""
    done = [("s3:GetObject", f"arn:aws:s3:::box-{number}/report") for number in range(20_000)]
    found = covering(done, ROOM)
    assert [(one.pattern, one.count) for one in found.widened] == [("arn:aws:s3:::*", 20_000)]
