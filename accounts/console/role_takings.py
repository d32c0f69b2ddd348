"""Who took a role on lately, as far as the history tells: sessions themselves are kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import now

from accounts.console.words import who
from accounts.operations.events import lookup_events
from accounts.shapes import EventShape, RoleShape
from iamconsole.caller import Caller
from iamconsole.console.parts import Part, part

_TAKING = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
_UNLESS_SAID = timedelta(hours=1)
_LOOKED_AT = 200
_SHOWN = 50


@dataclass(frozen=True)
class Taking:
    """Somebody took the role on: as what, from where, and until when that lasts at most."""

    who: str
    caller_arn: str
    session: str
    source_ip: str
    since: datetime
    until: datetime
    event_id: str
    is_revoked: bool

    @property
    def state(self) -> str:
        """Whether credentials of it may still open something."""
        if self.until <= now():
            return "over"
        return "revoked" if self.is_revoked else "live"


def takings_of(
    caller: Caller, role: RoleShape, revoked_until: datetime | None
) -> Part[tuple[Taking, ...]]:
    """Who took the role on, the latest first, or why the caller may not know."""
    found = part(
        lookup_events, caller, target_arn=role.arn, only_changes=True, page_size=_LOOKED_AT
    )
    if found.content is None:
        return Part(refusal=found.refusal)
    takings = tuple(_takings(found.content.events, revoked_until))
    return Part(content=takings[:_SHOWN])


def _takings(events: tuple[EventShape, ...], revoked_until: datetime | None) -> Iterator[Taking]:
    for event in events:
        if event.action in _TAKING:
            yield _taking(event, revoked_until)


def _taking(event: EventShape, revoked_until: datetime | None) -> Taking:
    asked = event.request_parameters.get("duration_seconds")
    lasts = timedelta(seconds=asked) if isinstance(asked, int) else _UNLESS_SAID
    return Taking(
        who=who(event.caller_arn),
        caller_arn=event.caller_arn,
        session=str(event.request_parameters.get("role_session_name", "")),
        source_ip=event.source_ip,
        since=event.event_time,
        until=event.event_time + lasts,
        event_id=event.event_id,
        is_revoked=revoked_until is not None and event.event_time < revoked_until,
    )
