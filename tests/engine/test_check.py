"""What AWS refuses to save, case by case (check_cases/*.json), and the size it counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.engine import Kind, Malformed
from policies.engine.check import check, size

from .managed import managed_policies
from .rules import OPEN_WHEN_SAVING, rule_ids

CASES = [
    case
    for path in sorted(Path(__file__).parent.glob("check_cases/*.json"))
    for case in json.loads(path.read_text())
]


def refusal(case: dict[str, Any]) -> str | None:
    document = case["document"]
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    try:
        check(text, Kind(case["kind"]), managed=case.get("managed", False))
    except Malformed as refused:
        return refused.message
    return None


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{'+'.join(rule_ids(case))}: {case['name']}"
)
def test_a_document_is_refused_with_the_words_of_aws(case: dict[str, Any]) -> None:
    assert refusal(case) == case["message"]


def test_every_open_question_about_saving_has_a_case() -> None:
    named = {rule for case in CASES for rule in rule_ids(case)}
    assert named >= set(OPEN_WHEN_SAVING)


def test_white_space_outside_strings_is_not_counted() -> None:
    assert size('{ "Sid" :\n\t"a b" }') == len('{"Sid":"a b"}')


def test_white_space_behind_an_escaped_quote_is_still_in_the_string() -> None:
    assert size(r'{"a": "\" \\", "b": " "}') == len(r'{"a":"\" \\","b":" "}')


def test_a_document_that_passes_is_given_as_a_policy() -> None:
    text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    assert check(text, Kind.IDENTITY).statements[0].effect == "Allow"


def test_every_managed_policy_of_aws_may_be_saved() -> None:
    policies = managed_policies()
    assert len(policies) > 1500
    assert [name for name, text in policies.items() if _is_refused(text)] == []


def _is_refused(text: str) -> bool:
    try:
        check(text, Kind.IDENTITY, managed=True)
    except Malformed:
        return True
    return False
