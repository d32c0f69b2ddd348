"""How events are removed when they are past their time: whole seals from the beginning on.

What is left begins with a note that says so, signed, so that nobody else can shorten a trail. How
long events are kept is the installation's setting, and no row that somebody could change.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Sequence
from datetime import timedelta
from itertools import takewhile

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.timezone import now

from accounts.chain.seals import Seal, Start, unpacked
from accounts.models import Event, TrailSeal, TrailStart
from iamconsole import notary

_SEALS_AT_ONCE = 50

log = logging.getLogger(__name__)


def due() -> QuerySet[TrailSeal]:
    """Seals all of whose events are past their time. An account's last is kept for its number."""
    if not settings.TRAIL_KEEP_DAYS:
        return TrailSeal.objects.none()
    oldest = now() - timedelta(days=settings.TRAIL_KEEP_DAYS)
    last = TrailSeal.objects.order_by().values("account_id").annotate(seal=Max("id"))
    return TrailSeal.objects.filter(last_event_time__lt=oldest).exclude(id__in=last.values("seal"))


def trim_due() -> int:
    """Remove the events that are past their time; how many those were."""
    accounts = list(due().order_by().values_list("account_id", flat=True).distinct())
    return sum(map(_trim, accounts))


def _trim(account_id: str) -> int:
    trimmed = 0
    while some := _first_due(account_id):
        trimmed += _remove(account_id, some)
    return trimmed


def _first_due(account_id: str) -> Sequence[int]:
    """The numbers of the first seals, as far as they are due one after the other."""
    seals = TrailSeal.objects.filter(account_id=account_id).order_by("number")
    first = list(map(Seal.stored, seals[:_SEALS_AT_ONCE]))
    within = [seal.number for seal in first]
    numbers = set(
        due().filter(account_id=account_id, number__in=within).values_list("number", flat=True)
    )
    return [seal.number for seal in takewhile(lambda seal: _is_due(seal, numbers), first)]


def _is_due(seal: Seal, numbers: Container[int]) -> bool:
    """Whether its time is past by our own word: one that anybody else wrote shortens no trail."""
    if seal.number not in numbers:
        return False
    is_ours = seal.is_signed(notary.public_keys())
    if not is_ours:
        log.error("seal %s of %s is not as we signed it: it stays", seal.number, seal.account_id)
    return is_ours


@transaction.atomic
def _remove(account_id: str, numbers: Sequence[int]) -> int:
    """Remove these seals with their events, and sign what the trail begins with now."""
    seals = TrailSeal.objects.filter(account_id=account_id)
    gone = seals.filter(number__in=numbers)
    rows = [entry.row for seal in gone for entry in unpacked(bytes(seal.entries))]
    following = Seal.stored(seals.get(number=numbers[-1] + 1))
    Start(
        account_id=account_id,
        number=following.number,
        sequence=following.first_sequence,
        previous=following.previous,
        kept_days=settings.TRAIL_KEEP_DAYS,
        time=now(),
    ).signed().save(force_insert=True)
    TrailStart.objects.filter(account_id=account_id, number__lt=following.number).delete()
    gone.delete()
    return Event.objects.filter(account_id=account_id, id__in=rows).delete()[0]
