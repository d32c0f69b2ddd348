"""The trail as JSON lines that prove themselves: CloudTrail's records, and the seals over them.

The first line says whose trail it is and from when to when, the last signs everything before it.
Between them stand each seal and the events it seals, in order. Events that are in no seal yet come
at the end. Whoever wants CloudTrail's records alone passes over lines with `trail…` in front.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.timezone import now

from accounts.chain import rows
from accounts.chain.bodies import fields_of, moment
from accounts.chain.lines import Line, line_of
from accounts.chain.seals import Seal, plain
from accounts.chain.stored import before, groups, start_of
from accounts.models import TrailSeal
from iamconsole import notary

BEGIN, SEAL, START, END = "trailExport", "trailSeal", "trailStart", "trailEnd"
FORMAT = 1
AT_ONCE = 1_000
# No call takes that long from its time to its commit.
_LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    """From when, to when (not included); None is open."""

    begin: datetime | None = None
    end: datetime | None = None

    def holds(self, time: str) -> bool:
        """Whether a time as events write it is within."""
        return self._first <= time and (not self._last or time < self._last)

    @cached_property
    def _first(self) -> str:
        return moment(self.begin) if self.begin else ""

    @cached_property
    def _last(self) -> str:
        return moment(self.end) if self.end else ""

    @property
    def is_all(self) -> bool:
        return self.begin is None and self.end is None


@dataclass(frozen=True)
class Place:
    """How far an export has come: the seal that is next, and what was said before it."""

    seal: int
    digest: str
    lines: int


@dataclass(frozen=True)
class Part:
    """Some lines of an export, each with its line break, and where it goes on, if it does."""

    lines: tuple[str, ...]
    following: Place | None


def export(account_id: str, span: Span) -> Iterator[str]:
    """The lines of an account's trail within a span of time."""
    found = part(account_id, span)
    yield from found.lines
    while found.following:
        found = part(account_id, span, found.following)
        yield from found.lines


def part(account_id: str, span: Span, place: Place | None = None) -> Part:
    """The first lines of an export, or those that follow from a place on."""
    lines: list[Line] = []
    if place is None:
        first = _first_seal(account_id, span)
        place = Place(first, "", 0)
        lines += _beginning(account_id, span, first)
    group = next(groups(account_id, place.seal, AT_ONCE), None)
    for seal in group.seals if group else ():
        lines.append({SEAL: plain(seal)})
        lines += _sealed(seal, group.events if group else {}, span)
    is_over = group is None or _is_past(group.seals[-1], span)
    if group is None:
        lines += _unsealed(account_id, place.seal, span)
    texts = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines]
    digest, count = running_digest(place.digest, texts), place.lines + len(texts)
    if is_over:
        return Part((*texts, json.dumps({END: _end(digest, count)}) + "\n"), None)
    last = group.seals[-1].number if group else 0
    return Part(tuple(texts), Place(last + 1, digest, count))


def running_digest(digest: str, texts: Iterable[str]) -> str:
    """What stands for all lines up to these, from what stands for those before them."""
    for text in texts:
        digest = hashlib.sha256(f"{digest}{text}".encode()).hexdigest()
    return digest


def end_message(digest: str, count: int) -> bytes:
    return f"iamconsole trail export: {count} {digest}".encode()


def _end(digest: str, count: int) -> Line:
    """What the last line says of all those before it."""
    key_id, signature = notary.sign(end_message(digest, count))
    return {"lines": count, "digest": digest, "key_id": key_id, "signature": signature}


def _beginning(account_id: str, span: Span, first_seal: int) -> Iterator[Line]:
    yield {
        BEGIN: {
            "format": FORMAT,
            "account": account_id,
            "from": moment(span.begin) if span.begin else None,
            "to": moment(span.end) if span.end else None,
            "made": moment(now()),
        }
    }
    start = start_of(account_id)
    if start and start.number == first_seal:
        yield {START: plain(start)}


def _unsealed(account_id: str, next_seal: int, span: Span) -> Iterator[Line]:
    for row in rows.behind(account_id, before(account_id, next_seal)):
        if row.is_ours and span.holds(fields_of(row.body)["time"]):
            yield line_of(row.body, 0)


def _sealed(seal: Seal, events: Mapping[int, bytes], span: Span) -> Iterator[Line]:
    """The lines of a seal's events, each as it is found; what is no event any more has none."""
    for sequence, entry in enumerate(seal.unpacked(), start=seal.first_sequence):
        body = events.get(entry.row)
        if body is None or not (span.is_all or span.holds(moment(entry.time))):
            continue
        with suppress(KeyError, ValueError):
            yield line_of(body, sequence)


def _first_seal(account_id: str, span: Span) -> int:
    """The number of the first seal that can have an event within the span."""
    seals = TrailSeal.objects.filter(account_id=account_id).order_by("number")
    if span.begin:
        seals = seals.filter(last_event_time__gte=span.begin)
    return seals.values_list("number", flat=True).first() or 1


def _is_past(seal: Seal, span: Span) -> bool:
    """Whether no seal behind can have an event within the span."""
    if span.end is None:
        return False
    return all(entry.time >= span.end + _LATE for entry in seal.unpacked())
