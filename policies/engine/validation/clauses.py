"""Statements as the checks read them: every text with the path that leads to it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from ..document import Condition, ConditionValue, Effect, Kind, Patterns, Policy, Statement, text_of
from ..nearest import is_slip
from ..operator_names import OperatorName, read_operator
from ..problems import Fix, Problem
from ..reader import ArrayNode, Node, ObjectNode, StringNode
from ..text import Place

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of an element, where it stands, and the list it stands in."""

    node: StringNode
    path: Path
    container: Node
    position: int = 0

    @property
    def text(self) -> str:
        """Give what the entry says."""
        return self.node.value


@dataclass(frozen=True, slots=True)
class Named:
    """One principal: its kind (`AWS`, `Service` …; nothing for a bare `*`) and its name."""

    kind: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a condition."""

    node: ConditionValue
    path: Path

    @property
    def text(self) -> str:
        """Give the value as operators compare it."""
        return text_of(self.node)


@dataclass(frozen=True)
class Test:
    """One key under one operator."""

    condition: Condition
    path: Path
    container: Node

    @cached_property
    def operator(self) -> OperatorName | None:
        """Give the operator taken apart, or nothing for an unknown one."""
        return read_operator(self.condition.operator.value)

    @property
    def key(self) -> str:
        """Give the key as it is written."""
        return self.condition.key.value

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Give the values with their paths."""
        is_list = isinstance(self.container, ArrayNode)
        numbered = enumerate(self.condition.values)
        return tuple(Value(one, (*self.path, at) if is_list else self.path) for at, one in numbered)


@dataclass(frozen=True)
class Clause:
    """A statement, the document's kind, and what the checks ask about both."""

    statement: Statement
    path: Path
    kind: Kind
    has_variables: bool
    resource_type: str | None

    @property
    def node(self) -> ObjectNode:
        """Give the statement's object in the text."""
        return self.statement.node

    @property
    def allows(self) -> bool:
        """Say whether the statement allows."""
        return self.statement.effect is Effect.ALLOW

    @cached_property
    def actions(self) -> tuple[Entry, ...]:
        """Give the entries of Action or NotAction."""
        return self._entries(self.statement.actions)

    @cached_property
    def resources(self) -> tuple[Entry, ...]:
        """Give the entries of Resource or NotResource."""
        return self._entries(self.statement.resources)

    @property
    def has_not_action(self) -> bool:
        """Say whether the statement means every action but those named."""
        return bool(self.statement.actions and self.statement.actions.negated)

    @property
    def has_not_resource(self) -> bool:
        """Say whether the statement means every resource but those named."""
        return bool(self.statement.resources and self.statement.resources.negated)

    @property
    def has_not_principal(self) -> bool:
        """Say whether the statement means everybody but those named."""
        return bool(self.statement.principals and self.statement.principals.negated)

    @cached_property
    def principals(self) -> tuple[Named, ...]:
        """Give the entries of Principal or NotPrincipal."""
        written = self.statement.principals
        if written is None:
            return ()
        name = written.element.value
        value, path = self.node.get(name), (*self.path, name)
        if isinstance(value, StringNode):
            return (Named("", Entry(value, path, self.node)),)
        if not isinstance(value, ObjectNode):
            return ()
        return tuple(
            Named(member.key.value, entry)
            for member in value.members
            for entry in _entries(member.value, (*path, member.key.value))
        )

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Give the keys the statement tests, operator by operator."""
        conditions = iter(self.statement.conditions)
        return tuple(self._tests(conditions))

    def tests_of(self, *keys: str) -> tuple[Test, ...]:
        """Give the tests of any of these keys, in any case."""
        wanted = {key.lower() for key in keys}
        return tuple(test for test in self.tests if test.key.lower() in wanted)

    def _tests(self, conditions: Iterator[Condition]) -> Iterator[Test]:
        # INVARIANT: the parser makes one condition a key, in the order of the text.
        blocks = self.node.get("Condition")
        for block in blocks.members if isinstance(blocks, ObjectNode) else ():
            for member in block.value.members if isinstance(block.value, ObjectNode) else ():
                path = (*self.path, "Condition", block.key.value, member.key.value)
                yield Test(next(conditions), path, member.value)

    def _entries(self, patterns: Patterns | None) -> tuple[Entry, ...]:
        if patterns is None:
            return ()
        name = patterns.element.value
        value = self.node.get(name)
        return tuple(_entries(value, (*self.path, name))) if value is not None else ()


def _entries(node: Node, path: Path) -> Iterator[Entry]:
    if isinstance(node, StringNode):
        yield Entry(node, path, node)
    for at, item in enumerate(node.items if isinstance(node, ArrayNode) else ()):
        if isinstance(item, StringNode):
            yield Entry(item, (*path, at), node, at)


def clauses_of(policy: Policy, kind: Kind, resource_type: str | None) -> tuple[Clause, ...]:
    """Give the statements of a policy for the checks to read."""
    is_list = isinstance(policy.root.get("Statement"), ArrayNode)
    return tuple(
        Clause(
            one,
            ("Statement", one.index) if is_list else ("Statement",),
            kind,
            policy.has_variables,
            resource_type,
        )
        for one in policy.statements
    )


def problem(
    code: str, message: str, node: Place, path: Path, help: str = "", fix: Fix | None = None
) -> Problem:
    """Make a problem whose place is a node's."""
    return Problem(code, message, place_of(node), path, fix, help)


def place_of(node: Place) -> Place:
    """Give a node's place without the node."""
    return Place(node.text, node.start, node.end)


def replacement(node: StringNode, text: str) -> Fix:
    """Offer another text for a string, between the same quotes."""
    return Fix(f"replace with `{text}`", json.dumps(text, ensure_ascii=False), place_of(node))


def correction(node: StringNode, meant: str) -> Fix | None:
    """Offer the word that was meant, if only a slip parts it from the one written."""
    return replacement(node, meant) if is_slip(node.value, meant) else None


def removal(entry: Entry) -> Fix | None:
    """Offer to take an entry out of its list, with the comma that goes with it."""
    if not isinstance(entry.container, ArrayNode) or len(entry.container.items) < 2:
        return None
    items, at = entry.container.items, entry.position
    start = items[at - 1].end if at else entry.node.start
    end = entry.node.end if at else items[1].start
    return Fix(f"remove `{entry.text}`", "", Place(entry.node.text, start, end))
