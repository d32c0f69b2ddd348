"""What policies come to: services, how deep into each, on which resources, under which conditions.

Wildcards, NotAction and NotResource are worked out against the catalogue. A summary is for people:
nothing decides by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from . import catalog
from .arn_formats import fields_of
from .catalog import Action
from .document import Condition, Effect, Kind, Policy, Statement
from .granted import Names, named_actions
from .simulation import Sourced
from .statement import Source
from .summary_lines import ActionLine, LevelCount, ServiceLine, StatementLine, TestedKey

__all__ = [
    "ActionLine",
    "LevelCount",
    "ServiceLine",
    "StatementLine",
    "Summary",
    "TestedKey",
    "UnknownEntry",
    "effective_actions",
    "summarize",
]

# From the shallowest to the deepest.
DEPTHS = ("List", "Read", "Tagging", "Write", "Permissions management")


@dataclass(frozen=True, slots=True)
class UnknownEntry:
    """An entry of Action that stands for nothing the catalogue knows."""

    text: str
    source: Source
    index: int
    line: int
    column: int


@dataclass(frozen=True)
class Summary:
    """What policies come to; denied comes first, as it wins."""

    denied: tuple[ServiceLine, ...]
    allowed: tuple[ServiceLine, ...]
    unknown: tuple[UnknownEntry, ...]

    @property
    def not_granted(self) -> tuple[str, ...]:
        """Give the prefixes of the services nothing is allowed of."""
        granted = {one.prefix for one in self.allowed}
        return tuple(prefix for prefix in catalog.prefixes() if prefix not in granted)

    @property
    def deepest_level(self) -> str:
        """Give the deepest access level that is allowed anywhere."""
        found = {one.level for line in self.allowed for one in line.levels if one.count}
        return next((level for level in reversed(DEPTHS) if level in found), "")

    @property
    def sentence(self) -> str:
        """Say it in a sentence."""
        if not self.allowed:
            return "Allows nothing."
        full = [one.name for one in self.allowed if one.is_full]
        if len(full) == len(catalog.prefixes()):
            save = ", save what is denied" if self.denied else ""
            return f"Allows every action of every service{save}."
        first = [_in_words(one) for one in self.allowed[:3]]
        more = len(self.allowed) - len(first)
        listed = "; ".join(first) + (f"; and {more} more services" if more else "")
        return f"Allows {listed}."


def _in_words(line: ServiceLine) -> str:
    if line.is_full:
        return f"everything of {line.name}"
    return f"{line.name} ({', '.join(one.level for one in line.levels if one.count)})"


def summarize(policies: Iterable[Sourced], boundary: Policy | None = None) -> Summary:
    """Give what a policy, or all the policies of a principal, come to."""
    found = tuple(policies)
    kept = _granted_by_boundary(boundary) if boundary else None
    return Summary(
        denied=_lines(found, Effect.DENY, None),
        allowed=_lines(found, Effect.ALLOW, kept),
        unknown=tuple(_unknown(found)),
    )


def effective_actions(
    policies: Iterable[Sourced], boundary: Policy | None = None
) -> tuple[Action, ...]:
    """Give the actions that are allowed on something and not denied on everything."""
    summary = summarize(policies, boundary)
    denied = {line.prefix: _denied_everywhere(line) for line in summary.denied}
    found = []
    for line in summary.allowed:
        known = catalog.service(line.prefix)
        kept = line.names if line.kept is None else line.names & line.kept
        names = kept - denied.get(line.prefix, frozenset())
        found += [known.actions[name] for name in sorted(names)] if known else []
    return tuple(found)


def _denied_everywhere(line: ServiceLine) -> Names:
    everywhere = (one.names for one in line.statements if one.reaches_everything)
    return frozenset[str]().union(*everywhere)


def _lines(
    policies: tuple[Sourced, ...], effect: Effect, kept: Mapping[str, Names] | None
) -> tuple[ServiceLine, ...]:
    by_service: defaultdict[str, list[StatementLine]] = defaultdict(list)
    for policy, source in policies:
        for statement in policy.statements:
            for prefix, names in (
                named_actions(statement).items() if statement.effect is effect else ()
            ):
                by_service[prefix].append(_statement_line(source, statement, prefix, names))
    lines = (
        ServiceLine(
            prefix,
            found.name,
            tuple(statements),
            None if kept is None else kept.get(prefix, frozenset()),
        )
        for prefix, statements in by_service.items()
        if (found := catalog.service(prefix))
    )
    return tuple(sorted(lines, key=lambda line: (line.name.lower(), line.prefix)))


def _of_effect(policies: tuple[Sourced, ...], effect: Effect) -> Iterator[tuple[Source, Statement]]:
    for policy, source in policies:
        yield from ((source, one) for one in policy.statements if one.effect is effect)


def _statement_line(
    source: Source, statement: Statement, prefix: str, names: Names
) -> StatementLine:
    resources, node = statement.resources, statement.node
    actions = statement.actions.items if statement.actions else ()
    written = tuple(item.value for item in resources.items) if resources else ("*",)
    excepts = bool(resources and resources.negated)
    return StatementLine(
        source=source,
        index=statement.index,
        sid=statement.sid.value if statement.sid else "",
        line=node.line,
        column=node.column,
        names=names,
        resources=written if excepts else _of_service(prefix, written),
        excepts=excepts,
        conditions=tuple(map(_tested, statement.conditions)),
        is_computed=bool(statement.actions and statement.actions.negated),
        has_wildcard=any("*" in item.value or "?" in item.value for item in actions),
    )


def _tested(condition: Condition) -> TestedKey:
    return TestedKey(condition.operator.value, condition.key.value, condition.texts)


def _of_service(prefix: str, resources: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the ARNs of other services, unless nothing else is left."""
    own = _arn_services(prefix)
    fitting = tuple(one for one in resources if _arn_service(one) in own)
    return fitting or resources


def _arn_service(resource: str) -> str:
    fields = fields_of(resource)
    return fields[2] if fields and "*" not in fields[2] else "*"


@catalog.remembered(1024)
def _arn_services(prefix: str) -> frozenset[str]:
    known = catalog.service(prefix)
    types = known.resource_types.values() if known else ()
    return frozenset(("*", prefix, *(one.arn.split(":", 3)[2] for one in types)))


def _granted_by_boundary(boundary: Policy) -> Mapping[str, Names]:
    """Give what a boundary allows on something and does not deny on everything."""
    source = Source(Kind.BOUNDARY, "boundary")
    found = effective_actions([(boundary, source)])
    kept: defaultdict[str, set[str]] = defaultdict(set)
    for action in found:
        kept[action.service].add(action.name.lower())
    return {prefix: frozenset(names) for prefix, names in kept.items()}


def _unknown(policies: tuple[Sourced, ...]) -> Iterator[UnknownEntry]:
    for policy, source in policies:
        for statement in policy.statements:
            for item in statement.actions.items if statement.actions else ():
                if not catalog.expand(item.value):
                    place = (item.line, item.column)
                    yield UnknownEntry(item.value, source, statement.index, *place)
