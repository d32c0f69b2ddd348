"""What becomes of access when other policies hold: what is gained and lost, what stays.

It is worked out on summaries, action by action against the catalogue. Where a statement reaches
only some resources, or holds under conditions, an action that is allowed before and after may still
reach more or less: that is told apart from actions that are new or gone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from . import catalog
from .catalog import LEVELS
from .granted import Names, levels_of
from .simulation import Sourced
from .statement import Source
from .summary import Summary, summarize
from .summary_lines import ServiceLine, StatementLine

_NONE: Names = frozenset()


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What becomes of the actions of one level: names, in lower case.

    `wider` and `narrower` are allowed before and after, but on more or on less. Of what the
    policies that come or go name, `unchanged` makes no difference, and `blocked` is cut by the
    boundary.
    """

    level: str
    total: int
    gained: Names
    wider: Names
    lost: Names
    narrower: Names
    unchanged: Names
    blocked: Names


@dataclass(frozen=True)
class ServiceChange:
    """What becomes of one service. `others` are the policies through which `unchanged` stays."""

    prefix: str
    name: str
    levels: tuple[LevelChange, ...]
    others: tuple[Source, ...]

    @property
    def is_difference(self) -> bool:
        """Say whether anything is allowed afterwards that was not, or the other way round."""
        parts = (one.gained | one.wider | one.lost | one.narrower for one in self.levels)
        return any(parts)


@dataclass(frozen=True)
class Access:
    """The policies of a principal, and its boundary."""

    policies: tuple[Sourced, ...]
    boundary: Sourced | None = None

    @cached_property
    def summary(self) -> Summary:
        """Give what they come to."""
        return summarize(self.policies, self.boundary[0] if self.boundary else None)

    @cached_property
    def limits(self) -> Summary | None:
        """Give what the boundary comes to by itself."""
        return summarize([self.boundary]) if self.boundary else None

    @cached_property
    def sources(self) -> frozenset[Source]:
        """Give where the policies come from."""
        return frozenset(source for _, source in self.policies)


def changes(before: Access, after: Access) -> tuple[ServiceChange, ...]:
    """Give what becomes of each service that the policies on either side name."""
    moved = before.sources ^ after.sources
    sides = (_by_service(before), _by_service(after))
    found = (
        _change(prefix, sides[0].get(prefix), sides[1].get(prefix), moved)
        for prefix in sides[0].keys() | sides[1].keys()
    )
    return tuple(sorted((one for one in found if one), key=lambda one: one.name.lower()))


@dataclass(frozen=True)
class _Side:
    """One service before, or after."""

    allowed: ServiceLine | None
    denied: ServiceLine | None
    limits: Names
    boundary: Source | None

    @cached_property
    def granted(self) -> Names:
        """The actions allowed on something."""
        return self.bounded - self._denied_everywhere

    @property
    def bounded(self) -> Names:
        """The actions that policies allow and the boundary leaves."""
        if self.allowed is None:
            return _NONE
        kept = self.allowed.kept
        return self.allowed.names if kept is None else self.allowed.names & kept

    @property
    def _denied_everywhere(self) -> Names:
        lines = self.denied.statements if self.denied else ()
        return _united(one for one in lines if one.reaches_everything)

    @cached_property
    def everywhere(self) -> Names:
        """The actions that some statement allows on everything."""
        return _united(one for one in self.statements if one.reaches_everything)

    @property
    def statements(self) -> tuple[StatementLine, ...]:
        return self.allowed.statements if self.allowed else ()

    def reaches(self, is_denied: bool = False) -> dict[object, Names]:
        """The actions by how far a statement reaches."""
        line = self.denied if is_denied else self.allowed
        found: defaultdict[object, Names] = defaultdict(frozenset)
        for one in line.statements if line else ():
            found[one.resources, one.excepts, one.conditions] |= one.names
        return found


_EMPTY = _Side(None, None, _NONE, None)


def _by_service(access: Access) -> dict[str, _Side]:
    allowed = {line.prefix: line for line in access.summary.allowed}
    denied = {line.prefix: line for line in access.summary.denied}
    limited = _limited(access.limits) if access.limits else {}
    bound = access.boundary[1] if access.boundary else None
    return {
        prefix: _Side(allowed.get(prefix), denied.get(prefix), limited.get(prefix, _NONE), bound)
        for prefix in allowed.keys() | denied.keys()
    }


def _limited(limits: Summary) -> dict[str, Names]:
    """The actions a boundary leaves only on some resources, or under conditions."""
    found: dict[str, Names] = {}
    for line in limits.allowed:
        everywhere = _united(one for one in line.statements if one.reaches_everything)
        found[line.prefix] = line.names - everywhere
    for line in limits.denied:
        found[line.prefix] = found.get(line.prefix, _NONE) | line.names
    return found


def _change(
    prefix: str, before: _Side | None, after: _Side | None, moved: frozenset[Source]
) -> ServiceChange | None:
    old, new = before or _EMPTY, after or _EMPTY
    both = old.granted & new.granted
    wider = both & (_more(old, new) | _less_denied(new, old) | _freed(new, old))
    narrower = both & (_more(new, old) | _less_denied(old, new) | _freed(old, new))
    gained, lost = new.granted - old.granted, old.granted - new.granted
    named = _united(_moving(old, moved)) | _united(_moving(new, moved))
    blocked = _united(_moving(new, moved)) - new.bounded
    unchanged = (named & both) - wider - narrower
    parts = (gained, wider, lost, narrower, unchanged, blocked)
    if not any(parts):
        return None
    known = catalog.service(prefix)
    others = (
        one.source for one in new.statements if one.source not in moved and one.names & unchanged
    )
    return ServiceChange(
        prefix,
        known.name if known else prefix,
        tuple(_levels(prefix, parts)),
        tuple(dict.fromkeys(others)),
    )


def _moving(side: _Side, moved: frozenset[Source]) -> Iterator[StatementLine]:
    return (one for one in side.statements if one.source in moved)


def _more(old: _Side, new: _Side) -> Names:
    """The actions that statements there were not before let reach further."""
    earlier = old.reaches()
    further = (names - earlier.get(how, _NONE) for how, names in new.reaches().items())
    return frozenset[str]().union(*further) - old.everywhere


def _less_denied(lenient: _Side, strict: _Side) -> Names:
    """The actions that only the strict side denies on something."""
    there = lenient.reaches(is_denied=True)
    denied = strict.reaches(is_denied=True).items()
    return frozenset[str]().union(*(names - there.get(how, _NONE) for how, names in denied))


def _freed(lenient: _Side, strict: _Side) -> Names:
    """The actions that only the strict side's boundary leaves on less."""
    if strict.boundary == lenient.boundary:
        return _NONE
    return strict.limits - lenient.limits


def _united(lines: Iterable[StatementLine]) -> Names:
    return frozenset[str]().union(*(one.names for one in lines))


def _levels(prefix: str, parts: tuple[Names, ...]) -> Iterator[LevelChange]:
    by_level = levels_of(prefix)
    for level in LEVELS:
        of_level = frozenset(name for name, its in by_level.items() if its == level)
        found = tuple(part & of_level for part in parts)
        if any(found):
            yield LevelChange(level, len(of_level), *found)
