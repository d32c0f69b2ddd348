"""Findings as data, in the form of Access Analyzer's answers."""

from ..batch import Json, Object, document_text
from ..check import check
from ..document import Kind
from ..problems import Fix, Malformed, Problem
from ..text import Place
from . import validate


def report(case: Object, kind: Kind) -> Object:
    """Say what AWS would refuse about a document, and everything found in it."""
    text = document_text(case.get("document"))
    findings: list[Json] = [finding(one) for one in validate(text, kind)]
    return {"error": _refusal(text, kind), "findings": findings}


def _refusal(text: str, kind: Kind) -> str | None:
    try:
        check(text, kind)
    except Malformed as refused:
        return refused.message
    return None


def finding(problem: Problem) -> Object:
    """Give a finding as Access Analyzer would, with our help and fix beside it."""
    path: list[Json] = [_step(step) for step in problem.path]
    return {
        "findingType": problem.severity.value,
        "issueCode": problem.code,
        "findingDetails": problem.message,
        "help": problem.help,
        "locations": [{"path": path, "span": _span(problem.place)}],
        "fix": _fix(problem.fix, problem.place) if problem.fix else None,
    }


def _step(step: str | int) -> Object:
    return {"index": step} if isinstance(step, int) else {"value": step}


def _span(place: Place) -> Object:
    return {"start": _position(place, place.start), "end": _position(place, place.end)}


def _position(place: Place, offset: int) -> Object:
    # Access Analyzer counts lines from 1, columns and offsets from 0.
    text = place.text
    return {"line": text.line(offset), "column": text.column(offset) - 1, "offset": offset}


def _fix(fix: Fix, place: Place) -> Object:
    return {
        "title": fix.title,
        "replacement": fix.replacement,
        "span": _span(fix.place or place),
    }
