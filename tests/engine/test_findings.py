"""What is found in documents, finding by finding (findings_cases/*.json)."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.engine import Kind, Problem, Severity, validate
from policies.engine.problems import CODES

from .managed import managed_policies

HERE = Path(__file__).parent
CASES = [
    case
    for path in sorted(HERE.glob("findings_cases/*.json"))
    for case in json.loads(path.read_text())
]
# Codes that are never given; docs/validation.md says why.
NOT_GIVEN = {
    "SCP_SYNTAX_ERROR_ACTION_WILDCARD",
    "SCP_SYNTAX_ERROR_ALLOW_CONDITION",
    "SCP_SYNTAX_ERROR_ALLOW_NOTACTION",
    "SCP_SYNTAX_ERROR_ALLOW_RESOURCE",
    "SCP_SYNTAX_ERROR_NOTRESOURCE",
}


def text_of(case: dict[str, Any]) -> str:
    document = case["document"]
    return document if isinstance(document, str) else json.dumps(document)


def findings(case: dict[str, Any]) -> list[Problem]:
    found = validate(text_of(case), Kind(case["kind"]), case.get("resource_type"))
    return [one for one in found if one.code == case["code"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['code']}: {case['name']}")
def test_a_finding_is_given_where_it_belongs(case: dict[str, Any]) -> None:
    found = findings(case)
    if case.get("absent"):
        assert found == []
        return
    assert found, "nothing was found"
    if "at" in case:
        assert case["at"] in [one.place.source for one in found]
    if "help" in case:
        assert case["help"] in [one.help for one in found]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if "fixed" in case],
    ids=lambda case: f"{case['code']}: {case['name']}",
)
def test_a_fix_takes_the_finding_away(case: dict[str, Any]) -> None:
    finding = next(one for one in findings(case) if one.place.source == case["at"])
    assert finding.fix is not None
    assert finding.fix.replacement == case["fixed"]
    place, text = finding.fix.place or finding.place, text_of(case)
    fixed = text[: place.start] + finding.fix.replacement + text[place.end :]
    left = findings({**case, "document": fixed})
    assert len(left) < len(findings(case))


def test_every_code_has_a_case_or_a_reason() -> None:
    given = {case["code"] for case in CASES if not case.get("absent")}
    every = frozenset().union(*CODES.values())
    assert given | NOT_GIVEN == every
    assert not given & NOT_GIVEN


def test_a_finding_leads_to_its_place() -> None:
    text = (
        '{\n "Version": "2012-10-17",\n "Statement": [{"Effect": "Allow",\n  "Action": ["s3:Nope"],'
    )
    text += ' "Resource": "*"}]\n}'
    (finding,) = validate(text, Kind.IDENTITY)
    assert finding.severity is Severity.ERROR
    assert finding.path == ("Statement", 0, "Action", 0)
    assert (finding.place.line, finding.place.column) == (4, 14)
    assert text[finding.place.start : finding.place.end] == '"s3:Nope"'


def test_managed_policies_have_no_errors_but_those_known() -> None:
    """Those listed are errors by AWS's own rules, each with its reason and the text it is about."""
    known = {
        (code, name, about)
        for code, exception in json.loads((HERE / "managed_errors.json").read_text()).items()
        for name, texts in exception["policies"].items()
        for about in texts
    }
    found = {
        (one.code, name, json.loads(text[one.place.start : one.place.end]))
        for name, text in managed_policies().items()
        for one in validate(text, Kind.IDENTITY)
        if one.severity is Severity.ERROR
    }
    assert found == known
