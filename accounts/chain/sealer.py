"""Puts events in order and signs the order, soon after they were written.

Nobody who writes an event waits for this, or for another who writes one. Sealers need no lock
either: an account's seals are numbered, and of two who add the same number one adds nothing.

Ids are given out before they are committed, so that an event may turn up below others that are
sealed already. Nothing is passed over for that: each look goes back to where everything was looked
at again after the transactions that were running then had all ended.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.chain import checkpoints, rows
from accounts.chain.bodies import digest, fields_of, microseconds
from accounts.chain.rows import Row
from accounts.chain.seals import FIRST, Entry, Seal, packed, unpacked
from accounts.models import Event, TrailSeal

AT_ONCE = 5_000
# An id may be given out a moment before its transaction can be seen to run.
_SETTLES_AFTER = timedelta(seconds=20)

log = logging.getLogger(__name__)
_refused: set[tuple[int, str]] = set()
# Up to where a look behind the newest seal found nothing, and never will: nobody reads that again.
_quiet: dict[str, int] = {}


@dataclass
class Look:
    """What a sealer saw: the seals made lately, and the events that are in none.

    Nothing turns up any more up to `ended`, which was so before it looked.
    """

    start: int
    ended: int
    newest: str = ""
    seals: set[tuple[str, int]] = field(default_factory=set)
    found: list[int] = field(default_factory=list)
    swept_to: int = 0


def seal_due() -> int:
    """Seal what is not sealed yet; how many events that were."""
    sealed = 0
    while (look := _look()).found:
        done = _seal(look)
        sealed += done
        if not done or len(look.found) < AT_ONCE:
            return sealed
    _rest(look)
    return sealed


def due() -> QuerySet[Event]:
    """Events behind the last that was looked at."""
    newest = TrailSeal.objects.order_by("-id").values_list("swept_to", flat=True).first()
    return Event.objects.filter(id__gt=newest or 0)


def settled() -> int:
    """The id up to which no event can turn up any more, and all that did were found."""
    # SQLite has one writer at a time, so that ids are given out as they are committed.
    reached = "settled_to" if connection.vendor == "postgresql" else "swept_to"
    return TrailSeal.objects.order_by("-id").values_list(reached, flat=True).first() or 0


def _ended() -> int:
    """The id up to which everybody has ended who wrote; some of it may not be looked at yet."""
    seals = TrailSeal.objects.order_by("-id")
    if connection.vendor == "postgresql":
        seals = seals.filter(
            snapshot_end__lte=_snapshot("pg_snapshot_xmin"), time__lt=now() - _SETTLES_AFTER
        )
    return seals.values_list("swept_to", flat=True).first() or 0


def _newest() -> str:
    """The digest of the newest seal, which no other database has."""
    return TrailSeal.objects.order_by("-id").values_list("digest", flat=True).first() or ""


def _rest(look: Look) -> None:
    """Remember that nothing was found, until there is another seal."""
    _quiet.clear()
    _quiet[look.newest] = min(look.ended, look.swept_to)


def _look() -> Look:
    newest = _newest()
    look = Look(start=max(settled(), _quiet.get(newest, 0)), ended=_ended(), newest=newest)
    sealed: set[int] = set()
    made = TrailSeal.objects.filter(swept_to__gt=look.start)
    for account_id, number, entries in made.values_list("account_id", "number", "entries"):
        look.seals.add((account_id, number))
        sealed.update(entry.row for entry in unpacked(bytes(entries)))
    look.swept_to = look.start
    while len(look.found) < AT_ONCE:
        behind = Event.objects.filter(id__gt=look.swept_to).order_by("id")
        present = list(behind.values_list("id", "mark")[: AT_ONCE - len(look.found)])
        if not present:
            break
        look.found += [one[0] for one in present if one[0] not in sealed and one not in _refused]
        look.swept_to = present[-1][0]
    return look


def _seal(look: Look) -> int:
    """Add a seal to each account that has events among those found; how many these were."""
    entries = _entries(look.found)
    # Taken once everything was read: who was writing by then has ended when this has passed.
    snapshot_end = _snapshot("pg_snapshot_xmax") if connection.vendor == "postgresql" else 0
    moment, added = now(), []
    for account_id in sorted(entries):
        previous = TrailSeal.objects.filter(account_id=account_id).order_by("-number").first()
        if previous and previous.swept_to > look.start and _is_new(previous, look):
            return 0  # Another sealer was here since.
        added.append(_next(previous, account_id, entries[account_id], moment, look, snapshot_end))
    try:
        with transaction.atomic():
            TrailSeal.objects.bulk_create(added)
    except IntegrityError:
        return 0  # Another sealer was first.
    checkpoints.write(map(Seal.stored, added), moment)
    return sum(seal.count for seal in added)


def _is_new(seal: TrailSeal, look: Look) -> bool:
    return (seal.account_id, seal.number) not in look.seals


def _next(
    previous: TrailSeal | None,
    account_id: str,
    entries: Sequence[Entry],
    moment: datetime,
    look: Look,
    snapshot_end: int,
) -> TrailSeal:
    seal = Seal(
        account_id=account_id,
        number=previous.number + 1 if previous else 1,
        first_sequence=previous.first_sequence + previous.count if previous else 1,
        count=len(entries),
        time=moment,
        last_event_time=max(entry.time for entry in entries),
        high_id=max(entries[-1].row, previous.high_id if previous else 0),
        swept_to=look.swept_to,
        snapshot_end=snapshot_end,
        entries=packed(entries),
        previous=previous.digest if previous else FIRST,
    ).signed()
    seal.settled_to = max(look.start, min(look.ended, look.swept_to))
    return seal


def _entries(found: Sequence[int]) -> Mapping[str, Sequence[Entry]]:
    """Whose events these are, and what is sealed of each. What nobody of us wrote is left out."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    for row in rows.of(found):
        if not row.is_ours:
            _refuse(row)
            continue
        said = fields_of(row.body)
        event_id = UUID(hex=said["event_id"]).bytes
        entry = Entry(row.id, microseconds(said["time"]), event_id, digest(row.body))
        entries[said["account_id"]].append(entry)
    return entries


def _refuse(row: Row) -> None:
    """Pass over a row, so that many like it keep nothing from being sealed."""
    log.error("the event in row %s does not bear our mark, and is not sealed", row.id)
    _refused.add((row.id, row.mark.decode("utf-8", "replace")))


def _snapshot(function: str) -> int:
    """The transaction that the function tells of PostgreSQL's present snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
