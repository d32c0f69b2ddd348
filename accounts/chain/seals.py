"""A seal: some events of an account in order, and the proof that they are those and no others."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from accounts.chain.bodies import moment
from accounts.models import TrailSeal, TrailStart
from iamconsole import notary

_ENTRY = struct.Struct(">qq16s32s")
FIRST = ""  # what the first seal of all follows
_NOT_PROVEN = ("digest", "key_id", "signature")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    """What a seal says of one event: its row, when it was, its ID, and the digest of its bytes."""

    row: int
    microseconds: int
    event_id: bytes
    digest: bytes

    @property
    def uuid(self) -> str:
        return str(UUID(bytes=self.event_id))

    @property
    def time(self) -> datetime:
        """When the event was; a broken entry says no time there is."""
        try:
            return _EPOCH + timedelta(microseconds=self.microseconds)
        except OverflowError:
            return _EPOCH


@dataclass(frozen=True)
class Seal:
    """A seal as it was stored or exported; nothing in it is believed before it was checked."""

    account_id: str
    number: int
    first_sequence: int
    count: int
    time: datetime
    last_event_time: datetime
    high_id: int
    swept_to: int
    snapshot_end: int
    entries: bytes
    previous: str
    digest: str = ""
    key_id: str = ""
    signature: str = ""

    @classmethod
    def stored(cls, row: TrailSeal) -> Seal:
        values = {field.name: getattr(row, field.name) for field in fields(cls)}
        return cls(**values | {"entries": bytes(row.entries)})

    @cached_property
    def true_digest(self) -> str:
        """What its digest has to be, from all that it says."""
        return _digest_of(self, _NOT_PROVEN)

    @property
    def end_sequence(self) -> int:
        return self.first_sequence + self.count

    def signed(self) -> TrailSeal:
        """The row of a new seal."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        key_id, signature = notary.sign(_message(self.true_digest))
        proof = {"digest": self.true_digest, "key_id": key_id, "signature": signature}
        return TrailSeal(**said | proof)

    def is_signed(self, keys: notary.PublicKeys) -> bool:
        return notary.is_signed(_message(self.true_digest), self.key_id, self.signature, keys)

    @property
    def is_filled(self) -> bool:
        """Whether it has as many entries as it says."""
        return len(self.entries) == self.count * _ENTRY.size

    def unpacked(self) -> Iterator[Entry]:
        return unpacked(self.entries)


@dataclass(frozen=True)
class Start:
    """A signed note: the trail begins with this seal, for what was before is past its time."""

    account_id: str
    number: int
    sequence: int
    previous: str
    kept_days: int
    time: datetime
    key_id: str = ""
    signature: str = ""

    @classmethod
    def stored(cls, row: TrailStart) -> Start:
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    def signed(self) -> TrailStart:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        key_id, signature = notary.sign(_message(self._digest))
        return TrailStart(**said | {"key_id": key_id, "signature": signature})

    def is_signed(self, keys: notary.PublicKeys) -> bool:
        return notary.is_signed(_message(self._digest), self.key_id, self.signature, keys)

    @property
    def _digest(self) -> str:
        return _digest_of(self, _NOT_PROVEN)


def packed(entries: Iterable[Entry]) -> bytes:
    return b"".join(_ENTRY.pack(*entry) for entry in entries)


def unpacked(entries: bytes) -> Iterator[Entry]:
    """Entries in order; what is left over of a broken one is passed over."""
    whole = len(entries) - len(entries) % _ENTRY.size
    return map(Entry._make, _ENTRY.iter_unpack(entries[:whole]))


def plain(said: Seal | Start) -> dict[str, Any]:
    """A seal or a note as JSON can hold it."""
    return {field.name: _plain(getattr(said, field.name)) for field in fields(said)}


def _digest_of(said: Seal | Start, without: tuple[str, ...]) -> str:
    kind = type(said).__name__
    parts = [_plain(getattr(said, f.name)) for f in fields(said) if f.name not in without]
    return hashlib.sha256(json.dumps([kind, *parts]).encode()).hexdigest()


def _message(digest: str) -> bytes:
    return f"iamconsole trail: {digest}".encode()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return moment(value) if isinstance(value, datetime) else value
