"""Policy variables: are they well formed, and may they stand where they stand?"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..arn_formats import without_variables
from ..document import CURRENT_VERSION
from ..problems import Problem
from ..reader import StringNode
from .clauses import Clause, Entry, Path, problem

_COLONS = 5  # in front of the last part of an ARN
_ESCAPES = frozenset("*?$")
_VARIABLE_FAMILIES = frozenset(("String", "ARN"))


@dataclass(frozen=True, slots=True)
class _Variable:
    """What stands between `${` and `}`; `is_closed` is false when no brace follows."""

    inside: str
    is_closed: bool
    start: int

    @property
    def text(self) -> str:
        return f"${{{self.inside}{'}' if self.is_closed else ''}"


def malformed_variables(clause: Clause) -> Iterator[Problem]:
    """A variable that is not well formed is ordinary text, and nobody meant that."""
    if not clause.has_variables:
        return
    for node, path in _places_of_variables(clause):
        for variable in _variables(node.value):
            yield from _malformed(variable, node, path)


def _malformed(variable: _Variable, node: StringNode, path: Path) -> Iterator[Problem]:
    shown, inside = variable.text, variable.inside
    key, comma, default = inside.partition(",")
    if not variable.is_closed:
        code, message, help = "MISSING_BRACE_IN_VARIABLE", "has no closing brace", "add `}`"
    elif not inside.strip():
        code, message, help = "EMPTY_VARIABLE", "names no key", "write `${aws:username}`, say"
    elif inside in _ESCAPES:
        return
    elif " " in key:
        code, message = "UNSUPPORTED_SPACE_IN_VARIABLE", "has a space in the name of its key"
        help = f"write `${{{key.replace(' ', '')}}}`"
    elif comma and not _is_quoted(default.removeprefix(" ")):
        code, message = "MISSING_QUOTE_IN_VARIABLE", "has a default without single quotes"
        help = f"write `${{{key}, '{default.strip().strip(chr(39))}'}}`"
    else:
        return
    yield problem(code, f"the variable `{shown}` {message}", node, path, help)


def _is_quoted(text: str) -> bool:
    return len(text) >= 2 and text.startswith("'") and text.endswith("'")


def misplaced_variables(clause: Clause) -> Iterator[Problem]:
    """Variables stand in resources and in conditions on text and ARNs, nowhere else."""
    if not clause.has_variables:
        return
    entries = (*clause.actions, *(named.entry for named in clause.principals))
    for entry in entries:
        for variable in _variables(entry.text):
            yield _misplaced(variable, entry)
    for entry in clause.resources:
        for variable in _variables(entry.text):
            if variable.is_closed and _colons_before(variable, entry.text) < _COLONS:
                yield _misplaced(variable, entry, " before the last part of an ARN")


def _colons_before(variable: _Variable, text: str) -> int:
    return without_variables(text[: variable.start]).count(":")


def _misplaced(variable: _Variable, entry: Entry, where: str = " in this element") -> Problem:
    message = f"the variable `{variable.text}` has no meaning{where}"
    help = "use variables in the last part of a `Resource` ARN, or in `Condition`"
    return problem("VARIABLE_UNSUPPORTED_IN_ELEMENT", message, entry.node, entry.path, help)


def variables_under_operators(clause: Clause) -> Iterator[Problem]:
    """Only operators on text and ARNs look into variables."""
    if not clause.has_variables:
        return
    for test in clause.tests:
        if test.operator is None or test.operator.family in _VARIABLE_FAMILIES:
            continue
        for value in test.values:
            for variable in _variables(value.text):
                message = f"`{test.operator}` takes `{variable.text}` for ordinary text"
                help = "use a String or Arn operator with variables"
                code = "INVALID_VARIABLE_FOR_OPERATOR"
                yield problem(code, message, value.node, value.path, help)


def variables_before_their_time(clause: Clause) -> Iterator[Problem]:
    """In the language of 2008 there are no variables."""
    if clause.has_variables:
        return
    for node, path in _places_of_variables(clause):
        for variable in _variables(node.value):
            if variable.is_closed and variable.inside:
                message = f"`{variable.text}` is ordinary text in this version of the language"
                help = f'add `"Version": "{CURRENT_VERSION}"` to use variables'
                yield problem("VARIABLE_UNSUPPORTED_IN_VERSION", message, node, path, help)


def _places_of_variables(clause: Clause) -> Iterator[tuple[StringNode, Path]]:
    for entry in clause.resources:
        yield entry.node, entry.path
    for test in clause.tests:
        for value in test.values:
            if isinstance(value.node, StringNode):
                yield value.node, value.path


def _variables(text: str) -> Iterator[_Variable]:
    start = text.find("${")
    while start >= 0:
        end = _end(text, start)
        yield _Variable(text[start + 2 : end if end >= 0 else len(text)], end >= 0, start)
        start = text.find("${", end) if end >= 0 else -1


def _end(text: str, start: int) -> int:
    """Find the brace that closes; one between the quotes of a default does not."""
    brace, quote = text.find("}", start), text.find(", '", start)
    if 0 <= quote < brace:
        closing = text.find("'}", quote + 3)
        return closing + 1 if closing >= 0 else brace
    return brace
