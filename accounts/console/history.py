"""The activity log: who did what to what, and how it ended."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.console import words
from accounts.operations.events import lookup_events
from accounts.shapes import EventShape
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.history import ASKED, SHOWN, action, counted, outcome
from iamconsole.console.tables import Column, Filter, Table, TableSpec
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import NoSuchEntity, ValidationError


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
        Filter(name="action", title=gettext_lazy("Action"), hint="iam:CreateUser"),
        Filter(name="target_arn", title=gettext_lazy("On what"), hint="user/alice"),
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
    return render(request, "accounts/log.html", {"table": table})


def _asked(caller: Caller, params: dict[str, Any]) -> dict[str, Any]:
    """What LookupEvents takes: people write names where it wants whole ARNs."""
    asked = dict(params)
    asked |= ASKED[asked.pop(SHOWN.name, "")]
    if "caller_arn" in asked:
        asked["caller_arn"] = _arn(caller, asked["caller_arn"], "user/")
    if "target_arn" in asked:
        asked["target_arn"] = _arn(caller, asked["target_arn"], "")
    return asked


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
    }
    return render(request, "accounts/log_event.html", facts)


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
