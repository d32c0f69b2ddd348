"""Mistakes this house does not make: each with its reason, and a way to find it in a source."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SECRET = re.compile(r"(^|_)(secret|password|passphrase|signature|hmac|mac|otp|cookie)(_|$)")
_QUERY_METHODS = {"filter", "exclude", "get", "get_or_create", "update_or_create"}
_PATTERN_FUNCTIONS = {
    "compile",
    "match",
    "fullmatch",
    "search",
    "sub",
    "findall",
    "finditer",
    "split",
}


@dataclass(frozen=True)
class Rule:
    """A mistake: what it is called, why it is one, and where a source makes it (line numbers)."""

    name: str
    reason: str
    lines: Callable[[str], Iterator[int]]


def _in_python(find: Callable[[ast.AST], bool]) -> Callable[[str], Iterator[int]]:
    def lines(source: str) -> Iterator[int]:
        for node in ast.walk(ast.parse(source)):
            if find(node):
                yield getattr(node, "lineno", 1)

    return lines


def _in_text(pattern: str) -> Callable[[str], Iterator[int]]:
    wanted = re.compile(pattern)

    def lines(source: str) -> Iterator[int]:
        for number, line in enumerate(source.splitlines(), start=1):
            if wanted.search(line):
                yield number

    return lines


def _called(node: ast.AST) -> str:
    """The last name of what a call calls: `save` of `row.save()`."""
    if not isinstance(node, ast.Call):
        return ""
    return _last_name(node.func)


def _last_name(node: ast.AST) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _marks_safe(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and _last_name(node) == "mark_safe"


def _saves_whole_rows(node: ast.AST) -> bool:
    if _called(node) != "save":
        return False
    return not {"update_fields", "force_insert"} & {word.arg for word in node.keywords}


def _filters_by_a_mapping(node: ast.AST) -> bool:
    if _called(node) not in _QUERY_METHODS:
        return False
    return any(word.arg is None for word in node.keywords)


def _compares_a_secret(node: ast.AST) -> bool:
    if not isinstance(node, ast.Compare):
        return False
    if not any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
        return False
    sides = [node.left, *node.comparators]
    if any(isinstance(side, ast.Constant) for side in sides):
        return False
    return any(_SECRET.search(_last_name(side).lower()) for side in sides)


def _asserts(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert)


def _makes_a_pattern(node: ast.AST) -> bool:
    if _called(node) not in _PATTERN_FUNCTIONS or not isinstance(node.func, ast.Attribute):
        return False
    if _last_name(node.func.value) != "re":
        return False
    return not isinstance(node.args[0], ast.Constant)


def _imports_what_is_private(node: ast.AST) -> bool:
    if not isinstance(node, ast.ImportFrom):
        return False
    return any(name.name.startswith("_") and name.name != "__version__" for name in node.names)


RULES = (
    Rule(
        "mark_safe",
        "Text that skips escaping is how scripts get into pages: use format_html or a template.",
        _in_python(_marks_safe),
    ),
    Rule(
        "save without update_fields",
        "Saving a whole row writes over what somebody else changed since it was read.",
        _in_python(_saves_whole_rows),
    ),
    Rule(
        "filter by a mapping",
        "Keys from outside choose lookups and reach through relations: name the fields.",
        _in_python(_filters_by_a_mapping),
    ),
    Rule(
        "secret compared with ==",
        "It answers sooner the earlier the texts differ: use constant_time_compare.",
        _in_python(_compares_a_secret),
    ),
    Rule(
        "assert",
        "python -O leaves it out: raise an error, or let a type say it.",
        _in_python(_asserts),
    ),
    Rule(
        "pattern that is no constant",
        "A pattern from a customer can keep a process busy for hours: walk the text instead.",
        _in_python(_makes_a_pattern),
    ),
    Rule(
        "private name imported",
        "A name with an underscore is free to change: make it public, or move the code.",
        _in_python(_imports_what_is_private),
    ),
)
TEMPLATE_RULES = (
    Rule(
        "safe filter",
        "Text that skips escaping is how scripts get into pages: hand over a component.",
        _in_text(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off"),
    ),
)
