"""The lines of a summary: a service, what each statement says of it, its actions one by one."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from . import catalog
from .arn_formats import action_takes, fields_of
from .catalog import LEVELS, Action
from .granted import Names, levels_of
from .statement import Source


@dataclass(frozen=True, slots=True)
class TestedKey:
    """One condition: the key must compare so with one of the values."""

    operator: str
    key: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.operator} {self.key}: {', '.join(self.values) or 'nothing'}"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What one statement says of one service.

    `excepts` tells that the resources are those left out (NotResource); `is_computed` that the
    actions are those NotAction leaves; `has_wildcard` that some came by a pattern.
    """

    source: Source
    index: int
    sid: str
    line: int
    column: int
    names: Names
    resources: tuple[str, ...]
    excepts: bool
    conditions: tuple[TestedKey, ...]
    is_computed: bool
    has_wildcard: bool

    @property
    def reaches_everything(self) -> bool:
        """Say whether it holds for every resource, whatever the circumstances."""
        is_everywhere = "*" in self.resources and not self.excepts
        return is_everywhere and not self.conditions


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many of a service's actions of one level are named: `List 12/18`.

    `cut` are those among them that a boundary takes away again.
    """

    level: str
    count: int
    total: int
    cut: int = 0
    has_wildcard: bool = False

    @property
    def is_full(self) -> bool:
        """Say whether every action of the level is named."""
        return self.count == self.total

    def __str__(self) -> str:
        return f"{self.level} {self.count}/{self.total}"


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of a service: the statements that name it, and why it may come to nothing."""

    action: Action
    statements: tuple[StatementLine, ...]
    is_cut: bool
    problem: str


@dataclass(frozen=True)
class ServiceLine:
    """What the policies allow, or deny, of one service."""

    prefix: str
    name: str
    statements: tuple[StatementLine, ...]
    kept: Names | None = None  # what a boundary leaves; nothing without a boundary

    @cached_property
    def names(self) -> Names:
        """Give the actions named, in lower case."""
        return frozenset[str]().union(*(one.names for one in self.statements))

    @cached_property
    def levels(self) -> tuple[LevelCount, ...]:
        """Give the count of each level the service has."""
        by_level = levels_of(self.prefix)
        counts = Counter(by_level[name] for name in self.names)
        cut = Counter(by_level[name] for name in self.names - self._kept)
        totals = Counter(by_level.values())
        wild = {by_level[name] for one in self.statements if one.has_wildcard for name in one.names}
        return tuple(
            LevelCount(level, counts[level], totals[level], cut[level], level in wild)
            for level in LEVELS
            if totals[level]
        )

    @property
    def is_full(self) -> bool:
        """Say whether every action of the service is named."""
        return all(one.is_full for one in self.levels)

    @property
    def access(self) -> str:
        """Give the levels in words: `Full: List, Read Limited: Write`."""
        if self.is_full:
            return "Full access"
        full = ", ".join(one.level for one in self.levels if one.count and one.is_full)
        limited = ", ".join(one.level for one in self.levels if one.count and not one.is_full)
        parts = (("Full", full), ("Limited", limited))
        return " ".join(f"{word}: {levels}" for word, levels in parts if levels)

    @property
    def resources(self) -> tuple[str, ...]:
        """Give the resources, once each; `All resources` where a statement has no limit."""
        shown = (_shown(one) for one in self.statements)
        found = dict.fromkeys(text for texts in shown for text in texts)
        return ("All resources",) if "All resources" in found else tuple(found)

    @property
    def conditions(self) -> tuple[TestedKey, ...]:
        """Give the conditions, once each; none where a statement has none."""
        if any(not one.conditions for one in self.statements):
            return ()
        return tuple(dict.fromkeys(key for one in self.statements for key in one.conditions))

    @property
    def actions(self) -> tuple[ActionLine, ...]:
        """Give the actions one by one, by name."""
        known = catalog.service(self.prefix)
        found = (known.actions[name] for name in sorted(self.names)) if known else ()
        return tuple(self._line(action) for action in found)

    def _line(self, action: Action) -> ActionLine:
        name = action.name.lower()
        statements = tuple(one for one in self.statements if name in one.names)
        problems = [_problem(action, one) for one in statements]
        # One statement that works is enough.
        problem = problems[0] if all(problems) else ""
        return ActionLine(action, statements, name not in self._kept, problem)

    @property
    def _kept(self) -> Names:
        return self.names if self.kept is None else self.kept


def _shown(line: StatementLine) -> tuple[str, ...]:
    if line.excepts:
        return (f"All resources except {', '.join(line.resources)}",)
    return ("All resources",) if "*" in line.resources else line.resources


def _problem(action: Action, line: StatementLine) -> str:
    """Say why a statement that names an action gives nothing."""
    if line.excepts or "*" in line.resources:
        return _key_problem(action, line)
    if not catalog.resource_types_of(action):
        return "takes no resource: it needs `*`"
    fields = [found for one in line.resources if (found := fields_of(one))]
    if fields and not any(action_takes(action.full_name, one) for one in fields):
        return "takes none of the resources named"
    return _key_problem(action, line)


def _key_problem(action: Action, line: StatementLine) -> str:
    for tested in line.conditions:
        prefix = tested.key.partition(":")[0].lower()
        if prefix == action.service and not catalog.carries(action, tested.key):
            return f"its requests do not carry `{tested.key}`"
    return ""
