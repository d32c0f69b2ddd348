"""Where each account's trail had got to, written down outside the database.

A line a seal, in a file a month. A database that was rolled back, or whose last events were taken
away together with their seals, does not reach what these lines say. Copy them elsewhere as they
grow: what has left this machine cannot be made to agree with another past.
"""

from __future__ import annotations

import errno
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.chain.bodies import moment
from accounts.chain.seals import Seal
from iamconsole.keyfiles import OWNER_ONLY

_ENDED = "ended"
_BEGINNING = '{"account"'
_TRIES = 3


@dataclass(frozen=True)
class Checkpoint:
    """How far a trail had got: its last seal's number and digest, and the event it ends with."""

    number: int
    digest: str
    sequence: int

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """One as it is printed: `<seal>:<event>:<digest>`. Raises ValueError for anything else."""
        number, sequence, digest = text.strip().split(":")
        return cls(number=int(number), digest=digest, sequence=int(sequence))

    def __str__(self) -> str:
        return f"{self.number}:{self.sequence}:{self.digest}"


Checkpoints = Mapping[int, Checkpoint]
"""What is known of an account's seals, by their numbers."""


def write(seals: Iterable[Seal], time: datetime) -> None:
    """Append a line for each of these seals."""
    _append((_line(seal) for seal in seals), time)


def end(account_id: str, time: datetime) -> None:
    """Append that an account was deleted with its trail."""
    _append([{"account": account_id, "time": moment(time), _ENDED: True}], time)


def known() -> Mapping[str, Checkpoints]:
    """What was written down of each account since its trail began, of each seal the first time."""
    found: dict[str, dict[int, Checkpoint]] = defaultdict(dict)
    for line in _lines():
        if line.get(_ENDED):
            found[line["account"]].clear()
            continue
        checkpoint = Checkpoint(line["seal"], line["digest"], line["event"])
        found[line["account"]].setdefault(checkpoint.number, checkpoint)
    return found


def of(account_id: str) -> Checkpoints:
    return known().get(account_id, {})


def _line(seal: Seal) -> dict[str, Any]:
    return {
        "account": seal.account_id,
        "time": moment(seal.time),
        "seal": seal.number,
        "event": seal.end_sequence - 1,
        "digest": seal.digest,
        "key": seal.key_id,
        "signature": seal.signature,
    }


def _append(lines: Iterable[Mapping[str, Any]], time: datetime) -> None:
    text = "".join(json.dumps(line) + "\n" for line in lines)
    if not text:
        return
    folder: Path = settings.TRAIL_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    descriptor = os.open(folder / f"{time:%Y-%m}.jsonl", flags, OWNER_ONLY)
    try:
        _write_whole(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_whole(descriptor: int, text: bytes) -> None:
    """In one write, so that processes do not mix their lines. Raises OSError where none is whole.

    What a write left out is written again with all the rest, behind what it cut short.
    """
    for _ in range(_TRIES):
        if os.write(descriptor, text) == len(text):
            return
    raise OSError(errno.EIO, "The checkpoint could not be written in one piece.")


def _lines() -> Iterator[dict[str, Any]]:
    """All lines in order. One that was cut short says nothing; what was appended to it does."""
    for file in sorted(settings.TRAIL_DIR.glob("*.jsonl")):
        with file.open() as opened:
            for text in opened:
                start = text.rfind(_BEGINNING)
                if start >= 0 and text.endswith("}\n"):
                    yield json.loads(text[start:])
