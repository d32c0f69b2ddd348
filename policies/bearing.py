"""What a text bears on: which actions it allows, of which services, and how deep.

A list of policies asks this of every text there is, so that each is read once a process and what
was found is kept under the text's digest, which nothing can make stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policies.engine import Kind, Malformed, Source, parse, size, summarize, validate
from policies.engine.match import Glob, glob

_KEPT = 10_000

# With one of these on everything somebody can give themselves every other right.
_ADMINISTERING = (
    "iam:attachgrouppolicy",
    "iam:attachrolepolicy",
    "iam:attachuserpolicy",
    "iam:createpolicyversion",
    "iam:putgrouppolicy",
    "iam:putrolepolicy",
    "iam:putuserpolicy",
)


@dataclass(frozen=True, slots=True)
class Named:
    """The actions that one statement names, and whether it holds everywhere and always."""

    is_allow: bool
    is_negated: bool
    globs: tuple[Glob, ...]
    services: frozenset[str]
    is_everywhere: bool
    reaches_any_role: bool = False

    def names(self, action: str) -> bool:
        """Whether it is about an action, given in lower case."""
        return any(one.matches(action) for one in self.globs) != self.is_negated

    def bears_on(self, service: str) -> bool:
        """Whether it names any action of a service, given in lower case."""
        if self.is_negated:
            return not any(one.matches(f"{service}:*") for one in self.globs)
        return bool(self.services & {service, "*"})


@dataclass(frozen=True, slots=True)
class Bearing:
    """What is known of a text."""

    statements: tuple[Named, ...]

    def allows(self, action: str) -> bool:
        """Whether it allows an action on something, and does not deny it on everything."""
        wanted = action.lower()
        return self._names(wanted, is_allow=True) and not self._denies_everywhere(wanted)

    def bears_on(self, service: str) -> bool:
        """Whether it says anything of a service."""
        return any(one.bears_on(service.lower()) for one in self.statements)

    @property
    def is_administering(self) -> bool:
        """Whether it allows to give oneself any right, on everything and unconditionally."""
        return any(
            any(one.is_allow and one.is_everywhere and one.names(action) for one in self.statements)
            and not self._denies_everywhere(action)
            for action in _ADMINISTERING
        )

    @property
    def is_passing_any_role(self) -> bool:
        """Whether it allows to pass any role to any service; an administrator's does anyway."""
        is_allowed = any(
            one.is_allow and one.reaches_any_role and one.names("iam:passrole")
            for one in self.statements
        )
        is_free = is_allowed and not self._denies_everywhere("iam:passrole")
        return is_free and not self.is_administering

    def _names(self, action: str, *, is_allow: bool) -> bool:
        return any(one.is_allow is is_allow and one.names(action) for one in self.statements)

    def _denies_everywhere(self, action: str) -> bool:
        denying = (one for one in self.statements if one.is_everywhere and not one.is_allow)
        return any(one.names(action) for one in denying)


@dataclass(frozen=True, slots=True)
class Weight:
    """What takes longer to find out of a text: how deep it reaches, and what is odd about it."""

    deepest_level: str
    finding_count: int
    size: int


def bearing_of(digest: str, text: str) -> Bearing:
    """What a text bears on, read once."""
    found = _known.get(digest)
    if found is None:
        if len(_known) >= _KEPT:
            _known.clear()
        found = _known[digest] = Bearing(tuple(_statements(text)))
    return found


def known(digest: str) -> Bearing | None:
    """What a text bears on, if it was read before."""
    return _known.get(digest)


_known: dict[str, Bearing] = {}


@lru_cache(maxsize=_KEPT)
def weight_of(text: str) -> Weight:
    """How deep a text reaches, how many findings it has, and how long it is as AWS counts."""
    try:
        summary = summarize([(parse(text), Source(Kind.IDENTITY, "policy"))])
    except Malformed:
        return Weight("", len(validate(text, Kind.IDENTITY)), size(text))
    return Weight(summary.deepest_level, len(validate(text, Kind.IDENTITY)), size(text))


def _statements(text: str) -> Iterator[Named]:
    """What each statement of a saved text names. It was checked when it was saved."""
    try:
        # Numbers decide nothing here, and one may be longer than is read as a number.
        document = json.loads(text, parse_int=str)
    except ValueError:
        return
    for statement in _listed(document.get("Statement") if isinstance(document, dict) else None):
        if isinstance(statement, dict):
            yield _named(statement)


def _named(statement: Mapping[str, Any]) -> Named:
    is_negated = "NotAction" in statement
    written = _texts(statement.get("NotAction" if is_negated else "Action"))
    everything = "*" in _texts(statement.get("Resource"))
    return Named(
        is_allow=statement.get("Effect") == "Allow",
        is_negated=is_negated,
        globs=tuple(glob(one) for one in written),
        services=frozenset(one.partition(":")[0] for one in written),
        is_everywhere=everything and not statement.get("Condition"),
        reaches_any_role=_reaches_any_role(statement) and not _names_the_service(statement),
    )


def _reaches_any_role(statement: Mapping[str, Any]) -> bool:
    """Whether its resources are all roles there are, or all but some."""
    if "NotResource" in statement:
        return True
    return any(glob(one).matches(_role_beside(one)) for one in _texts(statement.get("Resource")))


def _role_beside(pattern: str) -> str:
    """A role that only a pattern for any name matches, in the account that the pattern names."""
    parts = pattern.split(":")
    account_id = parts[4] if len(parts) > 5 and parts[4].isdigit() else "000000000000"
    return f"arn:aws:iam::{account_id}:role/="


def _names_the_service(statement: Mapping[str, Any]) -> bool:
    """Whether it says to which services roles may be passed."""
    condition = statement.get("Condition")
    asked = condition.values() if isinstance(condition, dict) else ()
    keys = (key for keyed in asked if isinstance(keyed, dict) for key in keyed)
    return any(key.lower() == "iam:passedtoservice" for key in keys)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one.lower() for one in _listed(value) if isinstance(one, str))


def _listed(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)
