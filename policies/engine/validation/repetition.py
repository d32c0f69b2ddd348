"""Statements that say what another one already says."""

from collections.abc import Iterator
from typing import TypeAlias

from ..problems import Problem
from ..reader import ObjectNode
from .clauses import Clause, Named, problem

Meaning: TypeAlias = tuple[object, ...]


def redundant_statements(clauses: tuple[Clause, ...]) -> Iterator[Problem]:
    """Of two statements that mean the same one is enough."""
    seen: dict[Meaning, Clause] = {}
    for clause in clauses:
        first = seen.setdefault(_meaning(clause), clause)
        if first is not clause:
            message = "this statement gives the same permissions as an earlier one"
            help = f"remove it: statement {first.statement.index + 1} says the same"
            yield problem("REDUNDANT_STATEMENT", message, clause.node, clause.path, help)


def _meaning(clause: Clause) -> Meaning:
    tests = frozenset(
        (
            test.condition.operator.value,
            test.key.lower(),
            frozenset(value.text for value in test.values),
        )
        for test in clause.tests
    )
    return (
        clause.statement.effect,
        clause.has_not_action,
        frozenset(entry.text.lower() for entry in clause.actions),
        clause.has_not_resource,
        frozenset(entry.text for entry in clause.resources),
        clause.has_not_principal,
        frozenset(map(_principal, clause.principals)),
        tests,
        _unread(clause),
    )


def _principal(named: Named) -> tuple[str, str]:
    return named.kind, named.entry.text


def _unread(clause: Clause) -> object:
    """Keep statements apart whose conditions could not be read."""
    condition = clause.node.get("Condition")
    readable = condition is None or isinstance(condition, ObjectNode)
    return None if readable else clause.statement.index
