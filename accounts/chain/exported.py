"""An export, checked without the database: whoever has the file and a public key can."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from accounts.chain.bodies import moment
from accounts.chain.checkpoints import Checkpoints
from accounts.chain.exporting import BEGIN, END, SEAL, START, Span, end_message, running_digest
from accounts.chain.lines import Line, Unreadable, body_of
from accounts.chain.seals import Seal, Start
from accounts.chain.verifying import Finding, Group, Kind, Report, Verifier
from iamconsole import notary

_TYPES = {kind.__name__: kind for kind in (int, str, bytes, datetime)}


class NoExport(Exception):
    """The file does not begin as an export does."""


@dataclass
class _Reading:
    """How far the reading of an export has come."""

    verifier: Verifier
    seal: Seal | None = None
    events: dict[int, bytes] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    sequence: int = 0
    end: Line | None = None


def verify(
    lines: Iterable[str],
    keys: notary.PublicKeys,
    *,
    known: Checkpoints | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Check the lines of an export. Raises NoExport where they are none.

    `known` is what the trail must reach; `progress` is called with the number of lines read.
    """
    every = iter(lines)
    first = next(every, "")
    reading = _begun(first, keys, known)
    digest, count = running_digest("", [first]), 1
    for text in every:
        if _read(text, reading):
            break
        digest = running_digest(digest, [text])
        count += 1
        if count % 1_000 == 0:
            progress(count)
    _close(reading)
    report = reading.verifier.finish()
    _check_end(reading, report, digest, count, keys)
    if next(every, None) is not None:
        report.add(Finding(Kind.INSERTED, "there are lines behind the export's end"))
    return report


def _begun(text: str, keys: notary.PublicKeys, known: Checkpoints | None) -> _Reading:
    try:
        said = json.loads(text)[BEGIN]
        span = Span(_time(said["from"]), _time(said["to"]))
        is_part = not span.is_all
        account_id = str(said["account"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoExport from None
    return _Reading(
        Verifier(
            account_id,
            keys,
            is_part=is_part,
            known=known,
            expects=lambda entry: span.holds(moment(entry.time)),
        )
    )


def _read(text: str, reading: _Reading) -> bool:
    """Take in a line; whether it was the last."""
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict):
        _odd(reading, "the line cannot be read")
    elif END in line:
        reading.end = line[END] if isinstance(line[END], dict) else {}
        return True
    elif SEAL in line or START in line:
        _read_proof(line, reading)
    else:
        _read_event(line, reading)
    return False


def _read_proof(line: Line, reading: _Reading) -> None:
    _close(reading)
    try:
        if START in line:
            reading.verifier.begin(_made(Start, line[START]))
            return
        reading.seal = _made(Seal, line[SEAL])
    except (ValueError, KeyError, TypeError):
        _odd(reading, "the seal cannot be read")
        return
    reading.rows = [entry.row for entry in reading.seal.unpacked()]


def _read_event(line: Line, reading: _Reading) -> None:
    more = line.get("additionalEventData")
    sequence = more.get("sequence") if isinstance(more, dict) else None
    event_id = str(line.get("eventID", ""))
    if sequence == 0:
        reading.verifier.report.unsealed += 1
        return
    row = _row(sequence, reading)
    if row is None or not isinstance(sequence, int):
        _odd(reading, "the event stands where none of its number is", event_id)
        return
    if row in reading.events:
        _odd(reading, "the event is there twice", event_id)
        return
    if sequence < reading.sequence:
        _odd(reading, f"event {sequence:,} stands behind later ones", event_id, Kind.SWAPPED)
    reading.sequence = max(sequence, reading.sequence)
    try:
        reading.events[row] = body_of(line)
    except Unreadable:
        reading.events[row] = b""


def _row(sequence: Any, reading: _Reading) -> int | None:
    """The row that stands for an event of that number, if the seal at hand has it."""
    if reading.seal is None or not isinstance(sequence, int):
        return None
    index = sequence - reading.seal.first_sequence
    return reading.rows[index] if 0 <= index < len(reading.rows) else None


def _odd(reading: _Reading, message: str, event_id: str = "", kind: Kind = Kind.INSERTED) -> None:
    """Note a line that does not belong where it is."""
    seal = reading.seal.number if reading.seal else 0
    reading.verifier.report.add(
        Finding(kind, message, seal=seal, sequence=reading.sequence, event_id=event_id)
    )


def _close(reading: _Reading) -> None:
    """Check the seal whose events have all been read."""
    if reading.seal is not None:
        reading.verifier.check(Group([reading.seal], reading.events))
    reading.seal, reading.events, reading.rows = None, {}, []


def _check_end(
    reading: _Reading, report: Report, digest: str, count: int, keys: notary.PublicKeys
) -> None:
    """Check the last line, which speaks for every other."""
    last = report.head.sequence + 1 if report.head else 0
    if reading.end is None:
        message = "the export ends without the line that ends one"
        report.add(Finding(Kind.TRUNCATED, message, sequence=last))
        return
    end = reading.end
    is_ours = notary.is_signed(
        end_message(str(end.get("digest")), end.get("lines", 0)),
        str(end.get("key_id")),
        str(end.get("signature")),
        keys,
    )
    if not is_ours:
        report.add(Finding(Kind.SEAL, "the export's last line is not signed by us"))
    elif (end["digest"], end["lines"]) != (digest, count) and report.is_ok:
        message = "a line outside the seals is not as it was exported"
        report.add(Finding(Kind.EDITED, message))


def _made(kind: type[Any], said: Line) -> Any:
    """A seal or a note from what JSON holds of it. Raises TypeError for what it never holds."""
    values = {one.name: said[one.name] for one in fields(kind)}
    for name in ("time", "last_event_time"):
        if name in values:
            values[name] = _time(values[name])
    if "entries" in values:
        values["entries"] = bytes.fromhex(values["entries"])
    for one in fields(kind):
        if type(values[one.name]) is not _TYPES[str(one.type)]:
            raise TypeError(one.name)
    return kind(**values)


def _time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).replace(tzinfo=UTC) if written else None
