"""Whatever a face hands over, an operation ends with its result or with a refusal."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from iamconsole.errors import Refused
from iamconsole.fields import (
    Choice,
    Count,
    Flag,
    ListOf,
    MapOf,
    Moment,
    Structure,
    Text,
    declared_members,
)
from iamconsole.gate import operations
from tests.contracts.world import sample, undone
from tests.people import calling

HOSTILE_TEXT = st.sampled_from(
    [
        "",
        " ",
        "\u0000",
        "dave\u0000",
        "\ud800",
        "x" * 200_000,
        "../../etc/passwd",
        "' OR 1=1 --",
        "%",
        "_",
        "\\",
        "*",
        "${aws:username}",
        "{{7*7}}",
        "<script>",
        "\r\nSet-Cookie: a=b",
        "dаve",  # a Cyrillic letter
        "ｄａｖｅ",
        "ſtraße",
        "İ",
        "\u202edave",
        "e\u0301",
        "🙂",
        "arn:aws:iam::111122223333:policy/\u0000\u0000\u0000",
        "arn:aws:iam::111122223333:policy/" + "a" * 600,
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "/" * 512,
        "v1",
        "v" + "9" * 400,
        "v1.\u0660",
        "W10:x",
        "9" * 5000,
        "-1",
        "1e9",
        "NaN",
        '{"Version":"2012-10-17","Statement":[]}',
        "[" * 50_000,
        '{"Version":"2012-10-17","Statement":' * 2000,
        '{"Statement":{"Effect":"Allow","Action":"\ud83d","Resource":"*"}}',
    ]
)
HOSTILE = st.one_of(
    HOSTILE_TEXT,
    st.text(max_size=40),
    st.sampled_from(
        [
            None,
            True,
            False,
            0,
            -1,
            10**400,
            1.5,
            float("nan"),
            float("inf"),
            b"bytes",
            {},
            [],
            (),
            {"key": "value"},
            [None],
            ["x"] * 10_000,
            [{"key": "team", "value": "lab"}] * 10_000,
            [[["deep"]]],
            object(),
        ]
    ),
)


MOMENTS = [
    "2026-11-22T12:00:00Z",
    "2026-11-22T12:00:00",
    "2999-12-31",
    "0",
    "99999999999",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
]


def near(field: Any) -> SearchStrategy[Any]:
    """Values that a field takes, and values that only just break one of its limits."""
    match field:
        case Text():
            longest = min(field.max or 40, 600)
            lengths = {0, field.min, max(field.min - 1, 0), longest, longest + 1}
            alphabets = (
                string.ascii_letters,
                "a/",
                "/!~",
                "v0123456789",
                "\u00ff\u0100",
                "aA+=,.@-_",
            )
            return st.builds(
                lambda characters, length: (characters * length)[:length],
                st.sampled_from(alphabets),
                st.sampled_from(sorted(lengths)),
            )
        case Choice():
            return st.sampled_from([*field.values, field.values[0].swapcase()])
        case Count():
            around = [field.min - 1, field.min, field.max, field.max + 1]
            return st.sampled_from([*around, *map(str, around)])
        case Moment():
            return st.sampled_from(MOMENTS)
        case Flag():
            return st.sampled_from([True, False, "true", "FALSE", "yes", 1])
        case ListOf():
            return st.lists(near(field.item), max_size=4)
        case MapOf():
            return st.dictionaries(near(field.key), near(field.value), max_size=4)
        case Structure():
            members = declared_members(field.shape)
            return st.fixed_dictionaries({name: near(m.field) for name, m in members.items()})
    return HOSTILE


@st.composite
def calls(draw: Any) -> tuple[Any, dict[str, Any]]:
    """An operation and parameters: known, near their limits, hostile, or missing."""
    op = draw(st.sampled_from(sorted(operations, key=lambda op: op.name)))
    given = {}
    for name, member in op.members.items():
        kind = draw(st.sampled_from(("known", "known", "near", "hostile", "absent")))
        if kind in ("near", "hostile"):
            given[name] = draw(near(member.field) if kind == "near" else HOSTILE)
        elif kind == "known":
            given[name] = KNOWN
    if draw(st.integers(0, 9)) == 0:
        given[draw(st.text(max_size=5))] = draw(HOSTILE)
    return op, given


KNOWN = "what the populated account has"


def attempt(world, caller, op, given):
    """Make the call with the world's own values where they are wanted."""
    plausible = sample(op, world)
    params = {
        name: plausible.get(name) if value is KNOWN else value for name, value in given.items()
    }
    with undone():
        try:
            op.perform(caller, params)
        except Refused as refusal:
            assert refusal.message
            assert refusal.status < 500


AT_WORK = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
}


@settings(max_examples=500, derandomize=True, **AT_WORK)
@given(call=calls())
def test_every_call_ends_with_a_result_or_a_refusal(world, root, call):
    attempt(world, calling(root), *call)


@pytest.mark.deep
@pytest.mark.timeout(900)
@settings(max_examples=20_000, **AT_WORK)
@given(call=calls())
def test_every_one_of_very_many_calls_ends_with_a_result_or_a_refusal(world, root, call):
    attempt(world, calling(root), *call)


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_each_hostile_value_in_each_place_is_refused_or_taken(world, root, subtests):
    caller = calling(root)
    values = [*HOSTILE_TEXT.elements, None, 10**400, b"bytes", {}, ["x"] * 10_000, object()]
    for op in operations:
        for name in op.members:
            with subtests.test(op.name, member=name):
                for value in values:
                    attempt(world, caller, op, dict.fromkeys(op.members, KNOWN) | {name: value})
