"""The trail as it is in the database, checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from accounts.chain import checkpoints, rows, sealer
from accounts.chain.checkpoints import Checkpoints
from accounts.chain.seals import Seal, Start
from accounts.chain.verifying import Group, Kind, Report, Verifier
from accounts.models import Event, TrailSeal, TrailStart
from iamconsole import notary

AT_ONCE = 5_000
_LOWEST = -(2**63)
Progress = Callable[[int], None]


def accounts() -> list[str]:
    """Every account that has a trail, or was seen to have one."""
    found = set(TrailSeal.objects.order_by().values_list("account_id", flat=True).distinct())
    found.update(Event.objects.order_by().values_list("account_id", flat=True).distinct())
    found.update(account_id for account_id, known in checkpoints.known().items() if known)
    return sorted(found)


def verify(
    account_id: str,
    *,
    known: Checkpoints | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Check an account's trail against itself, and against what was written down elsewhere.

    `known` is that, this machine's checkpoints unless given. `progress` is called with the number
    of events that were right so far.
    """
    if known is None:
        known = checkpoints.of(account_id)
    report = _verified(account_id, known, progress, signs_each=False)
    while report.start != start_of(account_id):  # Older events were removed meanwhile.
        report = _verified(account_id, known, progress, signs_each=False)
    if any(finding.kind is Kind.SEAL for finding in report.findings):
        # The last signature does not speak for the others: which of them hold?
        report = _verified(account_id, known, progress, signs_each=True)
    return report


def start_of(account_id: str) -> Start | None:
    """Where an account's trail begins, if not with its first event."""
    row = TrailStart.objects.filter(account_id=account_id).order_by("-number").first()
    return Start.stored(row) if row else None


def groups(account_id: str, first_seal: int = 1, at_once: int = AT_ONCE) -> Iterator[Group]:
    """An account's seals from that one on with their events, some thousand events at a time."""
    stored = TrailSeal.objects.filter(account_id=account_id)
    below = before(account_id, first_seal)
    seals, room = list[Seal](), at_once
    for row in stored.filter(number__gte=first_seal).order_by("number").iterator(chunk_size=100):
        seals.append(Seal.stored(row))
        room -= row.count
        if room <= 0:
            yield _group(account_id, below, seals)
            below, seals, room = max(below, seals[-1].high_id), [], at_once
    if seals:
        yield _group(account_id, below, seals)


def before(account_id: str, first_seal: int) -> int:
    """The highest row that the seals before this one have."""
    seal = TrailSeal.objects.filter(account_id=account_id, number=first_seal - 1).first()
    return seal.high_id if seal else _LOWEST


def _group(account_id: str, below: int, seals: list[Seal]) -> Group:
    late = [entry.row for seal in seals for entry in seal.unpacked() if entry.row <= below]
    found = {row.id: row.body for row in rows.between(account_id, below, seals[-1].high_id)}
    found.update((row.id, row.body) for row in rows.of(late))
    return Group(seals=seals, events=found)


def _verified(
    account_id: str, known: Checkpoints, progress: Progress, *, signs_each: bool
) -> Report:
    verifier = Verifier(
        account_id,
        notary.public_keys(),
        start=start_of(account_id),
        known=known,
        signs_each=signs_each,
    )
    settled = sealer.settled()  # Before the seals are read: more may be added meanwhile.
    high = _LOWEST
    for group in groups(account_id):
        verifier.check(group)
        high = max(high, group.seals[-1].high_id)
        progress(verifier.report.events)
    _check_unsealed(verifier, account_id, high, settled)
    return verifier.finish()


def _check_unsealed(verifier: Verifier, account_id: str, high: int, settled: int) -> None:
    """What is in no seal: written a moment ago and bearing our mark, or put in by somebody."""
    extra = list(verifier.extra)
    for row in chain(rows.of(extra), rows.behind(account_id, high)):
        if not row.is_ours:
            verifier.insert(row.body, "the event is in no seal and does not bear our mark")
        elif row.id <= settled:
            verifier.insert(row.body, "the event was put in where all were sealed")
        else:
            verifier.report.unsealed += 1
