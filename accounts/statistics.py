"""Figures about an account for its overview: one query each, however many users there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Q
from django.utils.timezone import now

from accounts import queries
from accounts.models import Event
from accounts.shapes import KeyAgeShape, SignInDayShape

DAYS = 30
MOST_COUNTED = 10_000
_AGES = (0, 30, 90, 180, 365)
_SIGN_IN = "signin:ConsoleLogin"


def sign_ins(account_id: str) -> Iterator[SignInDayShape]:
    """The sign-ins of each of the last days, from the first day that is counted whole."""
    today = now().astimezone(UTC).date()
    first = today - timedelta(days=DAYS - 1)
    since = now() - timedelta(days=DAYS)
    events = Event.objects.filter(account_id=account_id, action=_SIGN_IN, error="", time__gte=since)
    times = list(events.order_by("-time").values_list("time", flat=True)[:MOST_COUNTED])
    counts = Counter(time.astimezone(UTC).date() for time in times)
    if len(times) == MOST_COUNTED:
        first = min(counts) + timedelta(days=1)
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        yield SignInDayShape(day=day.isoformat(), count=counts[day])


def key_ages(account_id: str) -> Iterator[KeyAgeShape]:
    """The users' active keys by their age."""
    moment = now()
    spans = [*pairwise(_AGES), (_AGES[-1], None)]
    counts = {
        f"from_{start}": Count("pk", filter=_between(moment, start, end)) for start, end in spans
    }
    keys = queries.keys_in_force().filter(account_id=account_id, user__is_root=False)
    found = keys.aggregate(**counts)
    for start, end in spans:
        yield KeyAgeShape(from_days=start, to_days=end, count=found[f"from_{start}"])


def _between(moment: datetime, start: int, end: int | None) -> Q:
    """Made from `start` days ago back to `end` days ago."""
    young = Q(created__lte=moment - timedelta(days=start)) if start else Q()
    return young & Q(created__gt=moment - timedelta(days=end)) if end else young
