"""How often anybody may guess: every try is counted before anything is verified.

A subject (an account, a user, an address, a network) has a few tries a minute, more in a longer
window, so that those who go on guessing wait longer and longer, and never for ever: what is spent
comes back when its window ends. A browser that has signed in before is counted on its own, so that
nobody else's guesses keep its owner out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from accounts.models import SignInAttempt
from iamconsole.errors import Throttling


@dataclass(frozen=True)
class Limit:
    """So many tries in each window of that length."""

    tries: int
    window: timedelta


_GUESSING = (
    Limit(5, timedelta(minutes=1)),
    Limit(10, timedelta(minutes=10)),
    Limit(30, timedelta(hours=2)),
    Limit(100, timedelta(days=1)),
)
LIMITS = {
    "user": _GUESSING,
    "device": _GUESSING,
    "factor": _GUESSING,
    "recovery": (Limit(3, timedelta(hours=1)), Limit(10, timedelta(days=1))),
    # Few in a short while, so that those who guess never take the cores from those who do not.
    "account": (Limit(5, timedelta(seconds=3)), Limit(1000, timedelta(hours=1))),
    "address": (Limit(20, timedelta(minutes=1)), Limit(100, timedelta(hours=1))),
    "network": (Limit(60, timedelta(minutes=1)), Limit(300, timedelta(hours=1))),
    # Of identity providers' tokens that proved nothing: programs sit behind one address, and only
    # what fails is counted in the end.
    "token": (Limit(60, timedelta(minutes=1)), Limit(600, timedelta(hours=1))),
    # Mail to addresses that users' tags name, and how often the trail tells of what is held back.
    "mail to": (Limit(20, timedelta(days=1)),),
    "mail from": (Limit(10_000, timedelta(days=1)),),
    "mail held": (Limit(1, timedelta(days=1)),),
}
_LONGEST = max(limit.window for limits in LIMITS.values() for limit in limits)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Subject = tuple[str, str]


class TooManyTries(Throttling):
    """Somebody guesses too fast. `seconds` is how long to wait."""

    code = "Throttling"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many attempts to sign in. Try again in {_spoken(seconds)}.")
        self.seconds = seconds


@dataclass(frozen=True)
class Counter:
    """One subject's tries in one window; `key` tells neither of them to a reader of the table."""

    key: str
    start: datetime
    limit: Limit

    @classmethod
    def of(cls, subject: Subject, limit: Limit, moment: datetime) -> Counter:
        kind, name = subject
        digest = salted_hmac("sign-in attempts", name, algorithm="sha256").hexdigest()
        seconds = int(limit.window.total_seconds())
        start = moment - (moment - _EPOCH) % limit.window
        return cls(f"{kind}:{seconds}:{digest}", start, limit)

    @property
    def end(self) -> datetime:
        return self.start + self.limit.window


def address_subjects(address: str) -> tuple[Subject, ...]:
    """Where a try comes from: the address, and the network one customer is usually given."""
    version = ip_address(address).version
    network = ip_network((address, 24 if version == 4 else 64), strict=False)
    return ("address", address), ("network", str(network))


def token_subjects(address: str) -> tuple[Subject, ...]:
    """Where a token comes from that an identity provider is said to have signed."""
    version = ip_address(address).version
    network = ip_network((address, 32 if version == 4 else 64), strict=False)
    return (("token", str(network)),)


def count(subjects: Iterable[Subject]) -> tuple[Counter, ...]:
    """Count one try for each subject. Raises TooManyTries, and counts nothing, past any limit."""
    moment = now()
    # One order for everybody, so that two tries never wait for each other's rows.
    counters = tuple(
        sorted(
            (Counter.of(s, limit, moment) for s in subjects for limit in LIMITS[s[0]]),
            key=lambda counter: counter.key,
        )
    )
    _refuse_past_limit(counters, {key: n + 1 for key, n in _counted(counters).items()}, moment)
    try:
        _refuse_past_limit(counters, _count_up(counters), moment)
    except TooManyTries:
        give_back(counters)
        raise
    return counters


@contextmanager
def tried(subjects: Iterable[Subject]) -> Iterator[None]:
    """Count one try before what is inside verifies it; it stays counted where that refuses."""
    counted = count(subjects)
    yield
    give_back(counted)


@transaction.atomic
def give_back(counters: Sequence[Counter]) -> None:
    """Take back one try of each: it was no guess, or was not verified."""
    for counter in counters:
        rows = SignInAttempt.objects.filter(subject=counter.key, window=counter.start, count__gt=0)
        rows.update(count=F("count") - 1)


def waits(subjects: Iterable[Subject]) -> dict[Subject, datetime]:
    """Of these, those whose next try would be refused, and until when."""
    moment = now()
    counters = {
        Counter.of(subject, limit, moment): subject
        for subject in subjects
        for limit in LIMITS[subject[0]]
    }
    counts = _counted(tuple(counters))
    found: dict[Subject, datetime] = {}
    for counter, subject in counters.items():
        if counts.get(counter.key, 0) >= counter.limit.tries:
            found[subject] = max(counter.end, found.get(subject, counter.end))
    return found


def old() -> QuerySet[SignInAttempt]:
    """The counts of windows that ended, which a job deletes."""
    return SignInAttempt.objects.filter(window__lt=now() - 2 * _LONGEST)


def _counted(counters: Sequence[Counter]) -> dict[str, int]:
    starts = {counter.key: counter.start for counter in counters}
    rows = SignInAttempt.objects.filter(subject__in=starts, window__in=set(starts.values()))
    return {row.subject: row.count for row in rows if row.window == starts[row.subject]}


def _count_up(counters: Sequence[Counter]) -> dict[str, int]:
    """Add one to every counter in one statement; no two tries get the same count back."""
    meta, quoted = SignInAttempt._meta, connection.ops.quote_name
    table, n = quoted(meta.db_table), quoted("count")
    names = f"{quoted('subject')}, {quoted('window')}"
    rows = ", ".join(["(%s, %s, 1)"] * len(counters))
    window = meta.get_field("window")
    values = [
        value
        for counter in counters
        for value in (counter.key, window.get_db_prep_value(counter.start, connection))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}, {n}) VALUES {rows} "  # noqa: S608  # our own names only
            f"ON CONFLICT ({names}) DO UPDATE SET {n} = {table}.{n} + 1 "
            f"RETURNING {quoted('subject')}, {n}",
            values,
        )
        return dict(cursor.fetchall())


def _refuse_past_limit(
    counters: Sequence[Counter], counts: dict[str, int], moment: datetime
) -> None:
    spent = [c for c in counters if counts.get(c.key, 0) > c.limit.tries]
    if spent:
        wait = max(counter.end for counter in spent) - moment
        raise TooManyTries(math.ceil(wait.total_seconds()))


def _spoken(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds" if seconds != 1 else "1 second"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"
