"""Reads a trail from end to end and says where it is not as it was written.

It knows nothing of where a trail comes from: `Group`s come out of the database or of an export.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.chain.bodies import digest, fields_of, moment
from accounts.chain.checkpoints import Checkpoint, Checkpoints
from accounts.chain.seals import FIRST, Entry, Seal, Start
from iamconsole.notary import PublicKeys

MOST_FINDINGS = 1_000


class Kind(StrEnum):
    """What may be wrong with a trail."""

    EDITED = "edited"
    SWAPPED = "swapped"
    MISSING = "missing"
    INSERTED = "inserted"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    SEAL = "seal"


@dataclass(frozen=True)
class Finding:
    """One place where a trail is not as it was written; how far what is wrong goes from there."""

    kind: Kind
    message: str
    seal: int = 0
    sequence: int = 0
    last_sequence: int = 0
    event_id: str = ""
    time: str = ""

    def __str__(self) -> str:
        through = f"-{self.last_sequence:,}" if self.last_sequence > self.sequence else ""
        where = [
            f"event {self.sequence:,}{through}" if self.sequence else "",
            self.event_id,
            f"of {self.time}" if self.time else "",
            f"in seal {self.seal:,}" if self.seal else "",
        ]
        return f"{self.kind}: {' '.join(filter(None, where))}: {self.message}"


@dataclass
class Report:
    """What a check of one account's trail found; `head` is its end, to be noted and compared."""

    account_id: str
    events: int = 0
    seals: int = 0
    unsealed: int = 0
    start: Start | None = None
    head: Checkpoint | None = None
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return not self.found

    def add(self, finding: Finding) -> None:
        """Note a finding. Only so many are kept; all are counted."""
        self.found += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)


@dataclass(frozen=True)
class Group:
    """Some seals in order, and the events that were found where theirs should be.

    `events` are bytes by row, or by another number that the entries' rows stand for.
    """

    seals: Sequence[Seal]
    events: Mapping[int, bytes]


@dataclass(frozen=True)
class Place:
    """What a seal says of an event, and where in the trail that is."""

    entry: Entry
    seal: int
    sequence: int


class Verifier:
    """Checks the trail of one account, some seals at a time."""

    def __init__(
        self,
        account_id: str,
        keys: PublicKeys,
        *,
        start: Start | None = None,
        is_part: bool = False,
        known: Checkpoints | None = None,
        expects: Callable[[Entry], bool] = lambda _: True,
        signs_each: bool = False,
    ) -> None:
        """`is_part` where a trail may begin anywhere; `known` is what it must agree with.

        `expects` tells which of the sealed events must be there; `signs_each` checks the signature
        of every seal, where otherwise the last speaks for all that it follows.
        """
        self.report = Report(account_id=account_id, start=start)
        self.extra: dict[int, bytes] = {}
        self._keys = keys
        self._is_part = is_part
        self._known = dict(known or {})
        self._expects = expects
        self._signs_each = signs_each
        self._last: Seal | None = None
        self._is_other = False
        self._edited: list[tuple[Place, bytes]] = []
        if start:
            self.begin(start)

    def check(self, group: Group) -> None:
        """Check the next seals, and the events they seal."""
        missing: list[Place] = []
        events = dict(group.events)
        for seal in group.seals:
            self._follow(seal)
            for index, entry in enumerate(seal.unpacked()):
                body = events.pop(entry.row, None)
                if body is not None and digest(body) == entry.digest:
                    self.report.events += 1
                    continue
                place = Place(entry, seal.number, seal.first_sequence + index)
                if body is not None:
                    self._edited.append((place, body))
                elif self._expects(entry):
                    missing.append(place)
        if self.extra:
            found = {entry.row for seal in group.seals for entry in seal.unpacked()}
            self.extra = {row: body for row, body in self.extra.items() if row not in found}
        self.extra.update(events)
        self._miss(missing)

    def finish(self) -> Report:
        """Check the end of the trail, and what was found in it."""
        self._tell_edited()
        last = self._last
        if last and not self._signs_each and not last.is_signed(self._keys):
            self._wrong_signature(last)
        self._reach(last)
        if last:
            end = last.end_sequence - 1
            self.report.head = Checkpoint(last.number, last.digest, end)
        return self.report

    def insert(self, body: bytes, message: str) -> None:
        """Note an event that is in no seal and should not be there."""
        said = fields_of(body)
        event_id, time = said.get("event_id", ""), said.get("time", "")
        self.report.add(Finding(Kind.INSERTED, message, event_id=_dashed(event_id), time=time))

    def begin(self, start: Start) -> None:
        """Take the trail to begin where a note says, if we signed it."""
        self.report.start = start
        if not start.is_signed(self._keys):
            self.report.add(
                Finding(
                    Kind.SEAL,
                    "the note that older events were removed is not signed by us",
                    seal=start.number,
                )
            )

    def _follow(self, seal: Seal) -> None:
        """Check that a seal is whole, and follows the one before."""
        self.report.seals += 1
        if seal.digest != seal.true_digest or not seal.is_filled:
            self._wrong(seal, "the seal was edited")
        elif self._signs_each and not seal.is_signed(self._keys):
            self._wrong_signature(seal)
        number, sequence, previous = self._expected(seal)
        if seal.number > number:
            self._lose(number, sequence, seal)
        elif seal.number < number:
            self._wrong(seal, "the seal stands before the trail's beginning, or twice")
        elif (seal.first_sequence, seal.previous) != (sequence, previous):
            self._wrong(seal, "the seal does not follow the one before it")
        self._compare(seal)
        self._last = seal

    def _expected(self, seal: Seal) -> tuple[int, int, str]:
        """The number, first event and predecessor of what comes next."""
        if self._last:
            return self._last.number + 1, self._last.end_sequence, self._last.digest
        if self._is_part:
            return seal.number, seal.first_sequence, seal.previous
        if start := self.report.start:
            return start.number, start.sequence, start.previous
        return 1, 1, FIRST

    def _lose(self, number: int, sequence: int, seal: Seal) -> None:
        """Note that seals are missing before this one."""
        many = f"seals {number:,}-{seal.number - 1:,} are" if seal.number - number > 1 else ""
        self.report.add(
            Finding(
                Kind.MISSING,
                f"{many or f'seal {number:,} is'} missing, with the events",
                seal=number,
                sequence=sequence,
                last_sequence=seal.first_sequence - 1,
                time="" if self._last is None else moment(self._last.time),
            )
        )

    def _compare(self, seal: Seal) -> None:
        known = self._known.pop(seal.number, None)
        if known and known.digest != seal.digest and not self._is_other:
            self._is_other = True  # and so is whatever follows it
            self.report.add(
                Finding(
                    Kind.REWRITTEN,
                    "the seal is another than the one that was written down",
                    seal=seal.number,
                    sequence=seal.first_sequence,
                    last_sequence=seal.end_sequence - 1,
                    time=moment(seal.time),
                )
            )

    def _reach(self, last: Seal | None) -> None:
        """Check that the trail goes as far as it is known to have gone."""
        reached = last.number if last else 0
        furthest = max(self._known, default=0)
        if self._known and furthest > reached and not self._is_part:
            end = last.end_sequence if last else 1
            self.report.add(
                Finding(
                    Kind.TRUNCATED,
                    f"the trail ends here, and was written down up to seal {furthest:,}",
                    seal=reached,
                    sequence=end,
                    last_sequence=self._known[furthest].sequence,
                    time=moment(last.time) if last else "",
                )
            )

    def _wrong(self, seal: Seal, message: str) -> None:
        self.report.add(
            Finding(
                Kind.SEAL,
                message,
                seal=seal.number,
                sequence=seal.first_sequence,
                last_sequence=seal.end_sequence - 1,
                time=moment(seal.time),
            )
        )

    def _wrong_signature(self, seal: Seal) -> None:
        known = "" if seal.key_id in self._keys else f": key {seal.key_id} is not here"
        self._wrong(seal, f"the seal is not signed by us{known}")

    def _miss(self, places: Sequence[Place]) -> None:
        """Note what is missing, what follows one another together."""
        runs: list[list[Place]] = []
        for place in places:
            if runs and runs[-1][-1].sequence + 1 == place.sequence:
                runs[-1].append(place)
            else:
                runs.append([place])
        for run in runs:
            first, count = run[0], len(run)
            words = "the event is missing" if count == 1 else f"{count:,} events are missing"
            self.report.add(_finding(Kind.MISSING, words, first, run[-1].sequence))

    def _tell_edited(self) -> None:
        """Note what was edited; two events in each other's place were swapped."""
        places = {place.entry.digest: place for place, _ in self._edited}
        for place, body in self._edited:
            other = places.get(digest(body))
            if other is None:
                self.report.add(_finding(Kind.EDITED, "the event was edited", place))
            else:
                words = f"here stands what was written as event {other.sequence:,}"
                self.report.add(_finding(Kind.SWAPPED, words, place))


def _finding(kind: Kind, message: str, place: Place, last_sequence: int = 0) -> Finding:
    return Finding(
        kind=kind,
        message=message,
        seal=place.seal,
        sequence=place.sequence,
        last_sequence=last_sequence,
        event_id=place.entry.uuid,
        time=moment(place.entry.time),
    )


def _dashed(event_id: str) -> str:
    if len(event_id) != 32:
        return event_id
    return "-".join((event_id[:8], event_id[8:12], event_id[12:16], event_id[16:20], event_id[20:]))
