"""What of an event is proven, as bytes: all that it says, in one fixed order.

The same bytes come from an event about to be written, from its row in either database and from its
line in an export. No field can hold the separator, so that no two events have the same bytes.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from accounts.models import Event
from accounts.models.event import written

VERSION = "1"
SEPARATOR = "\x1f"
_NEVER = str.maketrans({SEPARATOR: "\N{REPLACEMENT CHARACTER}", "\0": "\N{REPLACEMENT CHARACTER}"})
TEXTS = (
    "account_id",
    "request_id",
    "face",
    "region",
    "source_ip",
    "user_agent",
    "caller_kind",
    "caller_arn",
    "caller_id",
    "access_key_id",
    "action",
    "target_arn",
    "error",
    "message",
)
DOCUMENTS = ("session", "params", "decision")
FIELDS = ("version", "event_id", "time", "is_read", "duration_us", *TEXTS, *DOCUMENTS)


def body_of(event: Event) -> bytes:
    """The bytes of an event about to be written, whose texts lose what no field may hold."""
    parts = _parts(event)
    body = SEPARATOR.join(parts)
    if body.count(SEPARATOR) >= len(parts) or "\0" in body:
        for name in TEXTS:
            setattr(event, name, getattr(event, name).translate(_NEVER))
        body = SEPARATOR.join(_parts(event))
    return body.encode()


def _parts(event: Event) -> list[str]:
    return [
        VERSION,
        event.event_id.hex,
        moment(event.time),
        "1" if event.is_read else "0",
        str(event.duration_us),
        event.account_id,
        event.request_id,
        event.face,
        event.region,
        event.source_ip,
        event.user_agent,
        event.caller_kind,
        event.caller_arn,
        event.caller_id,
        event.access_key_id,
        event.action,
        event.target_arn,
        event.error,
        event.message,
        written(event.session),
        written(event.params),
        written(event.decision),
    ]


def digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def is_whole(body: bytes) -> bool:
    """Whether the bytes fall apart into fields in one way only."""
    return body.count(SEPARATOR.encode()) == len(FIELDS) - 1


def fields_of(body: bytes) -> dict[str, str]:
    """The fields by name, as far as there are any."""
    return dict(zip(FIELDS, body.decode("utf-8", "replace").split(SEPARATOR), strict=False))


def moment(time: datetime) -> str:
    """A time in UTC to the microsecond, as SQLite keeps it."""
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return time.replace(tzinfo=None).isoformat(" ", "microseconds")


def microseconds(written_moment: str) -> int:
    """Since 1970, of a time written by `moment`. Raises ValueError for what is none."""
    time = datetime.fromisoformat(written_moment).replace(tzinfo=UTC)
    since = time - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
