"""The activity log: who did what to what, and how it ended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.console import words
from accounts.operations.events import export_events, lookup_events
from accounts.shapes import EventExportResult, EventShape
from iamconsole.caller import Caller, CallerKind
from iamconsole.console import cells
from iamconsole.console.history import ASKED, SHOWN, action, counted, outcome
from iamconsole.console.table_specs import Column, Filter, SavedView, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import NoSuchEntity, ValidationError
from policies.console.simulator_address import simulator_address

_DAYS = ("start_time", "end_time")
# The last day that another one follows, wherever on earth.
_LAST_DAY = datetime(9999, 12, 29, tzinfo=UTC)
_SIMULATED = (CallerKind.USER, CallerKind.ROLE_SESSION)


@dataclass(frozen=True)
class Line:
    """An event in a few words."""

    event: EventShape

    @property
    def action(self) -> SafeString:
        return action(self.event)

    @property
    def target(self) -> SafeString:
        return words.what(self.event.target_arn)

    @property
    def caller(self) -> str:
        return words.who(self.event.caller_arn)

    @property
    def result(self) -> SafeString:
        return outcome(self.event)

    @property
    def decided(self) -> SafeString:
        """What policies said, in a word."""
        if self.event.decision.get("outcome") == "Allowed":
            return cells.badge(_("Allowed"), "ok")
        if self.event.decision.get("outcome") == "ExplicitlyDenied":
            return cells.badge(_("Denied"), "danger")
        return cells.badge(_("Not allowed"), "danger")

    @property
    def milliseconds(self) -> str:
        return f"{self.event.duration_microseconds / 1000:.1f}"


def lines(events: Iterable[EventShape]) -> tuple[Line, ...]:
    return tuple(Line(event) for event in events)


def _by_caller(event: EventShape) -> SafeString:
    """Who asked, as a link to everything they asked for."""
    if not event.caller_arn:
        return cells.none(_("Somebody unknown"))
    return cells.link(words.who(event.caller_arn), everything_by(event.caller_arn))


def everything_by(caller_arn: str) -> str:
    """The log of all that somebody asked for."""
    asked = {SHOWN.name: "all", "caller_arn": caller_arn}
    return f"{reverse('console-log')}?{urlencode(asked)}"


EVENTS: TableSpec[EventShape] = TableSpec(
    name="log",
    caption=gettext_lazy("Activity"),
    counted=counted,
    filters=(
        SHOWN,
        Filter(name="caller_arn", title=gettext_lazy("Who"), hint="alice, or lab/alice"),
        Filter(name="action", title=gettext_lazy("Action"), hint="iam:Create*"),
        Filter(name="target_arn", title=gettext_lazy("On what"), hint="user/alice"),
        Filter(name="start_time", title=gettext_lazy("From the day (UTC)"), is_day=True),
        Filter(name="end_time", title=gettext_lazy("To the day (UTC)"), is_day=True),
    ),
    views=(
        SavedView(gettext_lazy("Changes"), {}),
        SavedView(gettext_lazy("Refusals"), {SHOWN.name: "refused"}),
        SavedView(gettext_lazy("Everything, reading too"), {SHOWN.name: "all"}),
    ),
    columns=(
        Column(
            name="action",
            title=gettext_lazy("Action"),
            value=lambda event: event.action,
            cell=action,
        ),
        Column(name="time", title=gettext_lazy("When"), value=lambda event: event.event_time),
        Column(
            name="who",
            title=gettext_lazy("Who"),
            value=lambda event: event.caller_arn,
            cell=_by_caller,
        ),
        Column(
            name="target",
            title=gettext_lazy("On what"),
            value=lambda event: event.target_arn,
            cell=lambda event: words.what(event.target_arn),
        ),
        Column(
            name="result",
            title=gettext_lazy("Result"),
            value=lambda event: event.error_code,
            cell=outcome,
        ),
        Column(
            name="face",
            title=gettext_lazy("Through"),
            value=lambda event: event.face,
            is_chosen=False,
        ),
        Column(name="from", title=gettext_lazy("From"), value=lambda event: event.source_ip),
        Column(
            name="request",
            title=gettext_lazy("Request ID"),
            value=lambda event: event.request_id,
            cell=lambda event: cells.code(event.request_id),
            is_chosen=False,
        ),
    ),
)


@require_safe
def log_page(request: ConsoleRequest) -> HttpResponse:
    """What happened in the account, as far as the address narrows it."""
    state = EVENTS.state(request)
    found = lookup_events.perform(request.caller, _asked(request.caller, state.params()))
    table = Table(state=state, rows=found.events, count=found.count, is_more=found.is_more)
    days = {name: state.filters[name] for name in _DAYS if name in state.filters}
    export = f"{reverse('console-log-export')}?{urlencode(days)}".removesuffix("?")
    return render(request, "accounts/log.html", {"table": table, "export": export, "days": days})


@require_safe
def export(request: ConsoleRequest) -> HttpResponseBase:
    """The trail of the days in the address as a file, in CloudTrail's names, with its proof."""
    filters = EVENTS.state(request).filters
    asked = _times({name: filters[name] for name in _DAYS if name in filters})
    first = export_events.perform(request.caller, asked)
    name = f"trail-{request.caller.account_id}-{now():%Y-%m-%d-%H%M}.jsonl"
    return StreamingHttpResponse(
        _export_lines(request.caller, asked, first),
        content_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _export_lines(caller: Caller, asked: dict[str, Any], page: EventExportResult) -> Iterator[str]:
    yield from page.lines
    while page.marker:
        page = export_events.perform(caller, asked | {"marker": page.marker})
        yield from page.lines


def _asked(caller: Caller, params: dict[str, Any]) -> dict[str, Any]:
    """What LookupEvents takes: people write names where it wants whole ARNs."""
    asked = dict(params)
    asked |= ASKED[asked.pop(SHOWN.name, "")]
    if "caller_arn" in asked:
        asked["caller_arn"] = _arn(caller, asked["caller_arn"], "user/")
    if "target_arn" in asked:
        asked["target_arn"] = _arn(caller, asked["target_arn"], "")
    return _times(asked)


def _times(asked: dict[str, Any]) -> dict[str, Any]:
    """The same with moments instead of days; the last day is within."""
    if "start_time" in asked:
        asked["start_time"] = _beginning_of(asked["start_time"])
    if "end_time" in asked:
        last = min(_beginning_of(asked["end_time"]), _LAST_DAY)
        asked["end_time"] = last + timedelta(days=1)
    return asked


def _beginning_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.min, UTC)


def _arn(caller: Caller, text: str, kind: str) -> str:
    """A whole ARN from what can be left out of one in an account's own log."""
    if text.startswith("arn:") or text == "*":
        return text
    has_kind = text == "root" or text.startswith(("user/", "group/", "policy/", "role/"))
    return f"arn:aws:iam::{caller.account_id}:{'' if has_kind else kind}{text}"


@require_safe
def event_page(request: ConsoleRequest, event_id: str) -> HttpResponse:
    """Everything that is known of one event."""
    event = _event(request.caller, event_id)
    facts = {
        "event": event,
        "line": Line(event),
        "parameters": json.dumps(dict(event.request_parameters), indent=2, ensure_ascii=False),
        "others": everything_by(event.caller_arn),
        "simulator": _simulator(event),
    }
    return render(request, "accounts/log_event.html", facts)


def _simulator(event: EventShape) -> str:
    """Where the same is asked as things stand now, of those whom the simulator knows."""
    who = str(event.session.get("issuer_arn", event.caller_arn))
    if event.caller_type not in _SIMULATED or not event.target_arn:
        return ""
    return simulator_address(who, actions=event.action, resources=event.target_arn)


def _event(caller: Caller, event_id: str) -> EventShape:
    """The event of that ID. Raises NoSuchEntity where there is none, or no such ID can be."""
    missing = NoSuchEntity(_("There is no such event in this account."))
    try:
        found = lookup_events(caller, event_id=event_id)
    except ValidationError:
        raise missing from None
    if not found.events:
        raise missing
    return found.events[0]
