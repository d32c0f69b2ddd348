"""What operations that propose policies give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from iamconsole.fields import DocumentText
from policies.engine import TrimmedEntry, Widened


@dataclass(frozen=True, kw_only=True)
class TrimmedEntryShape:
    """An entry of a statement's Action, or all of its NotAction, and what takes its place.

    Statements count from 1; where nothing takes its place, `kept` is empty.
    """

    statement: int
    sid: str
    entries: tuple[str, ...]
    is_negated: bool
    kept: tuple[str, ...]

    @classmethod
    def of(cls, entry: TrimmedEntry) -> TrimmedEntryShape:
        return cls(
            statement=entry.statement,
            sid=entry.sid,
            entries=entry.entries,
            is_negated=entry.is_negated,
            kept=entry.kept,
        )


@dataclass(frozen=True, kw_only=True)
class TrimmedPolicyResult:
    """A policy without what was not used since; no document where none of it was."""

    policy_document: DocumentText | None
    entries: tuple[TrimmedEntryShape, ...]
    used_since: datetime
    tracked_since: datetime


@dataclass(frozen=True, kw_only=True)
class WidenedShape:
    """A wildcard that allows more than was done, and how many resources it stands for."""

    pattern: str
    count: int

    @classmethod
    def of(cls, widened: Widened) -> WidenedShape:
        return cls(pattern=widened.pattern, count=widened.count)


@dataclass(frozen=True, kw_only=True)
class PolicyFromActivityResult:
    """A policy that allows what was done; no document where nothing was that takes one.

    `first_event` and `last_event` are when the calls that were read began and ended. `is_cut` says
    that there were more, all earlier.
    """

    policy_document: DocumentText | None
    widened: tuple[WidenedShape, ...]
    event_count: int
    first_event: datetime | None
    last_event: datetime | None
    is_cut: bool
