"""Documents are read with the place of every part, and within bounds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine import Malformed, parse
from policies.engine.reader import (
    MAX_CHARACTERS,
    ArrayNode,
    BooleanNode,
    Node,
    NullNode,
    NumberNode,
    ObjectNode,
    StringNode,
    read,
)

DOCUMENT = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read", "Effect": "Allow",
      "Action": ["s3:Get*", null, "s3:List*"],
      "NotResource": "arn:aws:s3:::secret",
      "Principal": {"AWS": ["111122223333"]},
      "Condition": {"StringEquals": {"aws:username": ["alice", true, 5e0]}}
    }
  ]
}"""


def plain(node: Node) -> object:
    """A tree as Python's own reader gives it."""
    if isinstance(node, ObjectNode):
        return {member.key.value: plain(member.value) for member in node.members}
    if isinstance(node, ArrayNode):
        return [plain(item) for item in node.items]
    if isinstance(node, NumberNode):
        return json.loads(node.literal)
    return node.value if isinstance(node, StringNode | BooleanNode) else None


def nodes(node: Node) -> list[Node]:
    if isinstance(node, ObjectNode):
        inner = [one for member in node.members for one in (member.key, *nodes(member.value))]
        return [node, *inner]
    if isinstance(node, ArrayNode):
        return [node, *(one for item in node.items for one in nodes(item))]
    return [node]


CHARACTERS = st.text(st.characters(codec="utf-8"), max_size=8)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | CHARACTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CHARACTERS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from((None, 1, "\t")), st.booleans())
def test_json_is_read_as_python_reads_it(
    value: object, indent: int | str | None, is_ascii: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    assert plain(read(text)) == value


@given(JSON, st.sampled_from((None, 2)))
def test_every_node_stands_where_it_says(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    for node in nodes(read(text)):
        assert json.loads(node.source) == plain(node)
        before = text[: node.start]
        assert node.line == before.count("\n") + 1
        assert node.column == len(before) - before.rfind("\n")


def _are_alike(text: str) -> bool:
    try:
        expected = json.loads(text, parse_constant=lambda _: 1 / 0)
    except (ValueError, RecursionError, ZeroDivisionError):
        with pytest.raises(Malformed):
            read(text)
        return True
    return plain(read(text)) == expected


@given(st.text('{}[],:"\\ntrue1.0e-+ \t', max_size=12))
def test_what_is_no_json_is_refused(text: str) -> None:
    assert _are_alike(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "{", '{"a"}', '{"a":}', "[1,]", "[1 2]", "01", "1.", "-", ".5", "+1", "tru", "nul",
     "truex", '"', '"\\x"', '"\\u12"', '"\t"', '"\\ud800"', "NaN", "Infinity", "'a'", "{} {}",
     "\ufeff{}", '{"a":1,}', "{1:2}", "[", "]", "1e", "--1", "\u0661", "/**/{}"],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(text)
    [problem] = refused.value.problems
    assert problem.code == "JSON_SYNTAX_ERROR"
    assert refused.value.message == "This policy contains invalid Json"
    assert 0 <= problem.place.start <= problem.place.end <= len(text)


def test_the_mistake_is_pointed_at() -> None:
    with pytest.raises(Malformed) as refused:
        read('{\n  "Version": "2012-10-17"\n  "Statement": []\n}')
    [problem] = refused.value.problems
    assert (problem.place.line, problem.place.column) == (3, 3)
    assert str(problem) == 'expected `,` or `}`, found `"Statement"` (line 3, column 3)'


def test_every_part_of_a_policy_knows_its_place() -> None:
    [statement] = parse(DOCUMENT).statements
    assert (statement.node.line, statement.node.column) == (4, 5)
    assert (statement.node.end_line, statement.node.end_column) == (10, 6)
    assert statement.sid and statement.sid.source == '"Read"'
    assert statement.actions and statement.resources and statement.principals
    assert [item.value for item in statement.actions.items] == ["s3:Get*", "s3:List*"]
    assert [item.column for item in statement.actions.items] == [18, 35]
    assert not statement.actions.negated and statement.resources.negated
    assert statement.resources.element.line == 7
    [entry] = statement.principals.entries
    assert (entry.type and entry.type.value, entry.value.value) == ("AWS", "111122223333")
    [condition] = statement.conditions
    assert (condition.operator.line, condition.operator.column) == (9, 21)
    assert condition.key.value == "aws:username"
    assert condition.texts == ("alice", "true", "5e0")


def test_a_policy_keeps_its_text() -> None:
    assert parse(DOCUMENT).source == DOCUMENT


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(Malformed) as refused:
        parse('{"Version": "1", "Statement": [{"Effect": "allow", "Action": 1, "Resource": {}}]}')
    found = [(problem.code, problem.path) for problem in refused.value.problems]
    assert found == [
        ("INVALID_VERSION", ("Version",)),
        ("INVALID_EFFECT", ("Statement", 0, "Effect")),
        ("DATA_TYPE_MISMATCH", ("Statement", 0, "Action")),
        ("DATA_TYPE_MISMATCH", ("Statement", 0, "Resource")),
    ]
    assert refused.value.message == "Syntax errors in policy."


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[" * 100 + "]" * 100, "nested more than 16 levels"),
        ("[" + "1," * 40_000 + "1]", "more than 32768 values"),
        ('"' + "a" * MAX_CHARACTERS + '"', "longer than 262144 characters"),
    ],
)
def test_size_depth_and_count_are_bounded(text: str, complaint: str) -> None:
    with pytest.raises(Malformed, match=complaint):
        read(text)


def test_a_document_at_the_bounds_is_read() -> None:
    read("[" * 16 + "1" + "]" * 16)
    read("[" + "1," * 32_766 + "1]")
    read('"' + "a" * (MAX_CHARACTERS - 2) + '"')


def test_null_is_read() -> None:
    assert isinstance(read("null"), NullNode)
