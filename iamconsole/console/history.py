"""What happened to one thing: the list machine over the trail, for the Activity tab of its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.operations.events import lookup_events
from accounts.shapes import EventShape
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.parts import Part, part
from iamconsole.console.table_specs import Column, Filter, TableSpec
from iamconsole.console.tables import Table

SHOWN = Filter(
    name="show",
    title=gettext_lazy("Show"),
    choices=(("all", gettext_lazy("Everything")), ("refused", gettext_lazy("Refusals"))),
    absent=gettext_lazy("Changes"),
)
ASKED: dict[str, dict[str, Any]] = {
    "": {"only_changes": True},
    "all": {},
    "refused": {"only_refused": True},
}


def action(event: EventShape) -> SafeString:
    """What was asked for, as a link to all that is known of it."""
    return cells.link(event.action, reverse("console-event", args=[event.event_id]))


def outcome(event: EventShape) -> SafeString:
    """How a call ended, in a word; what it was refused with beside it."""
    if not event.error_code:
        return cells.badge(_("Done"), "ok")
    return cells.badge(event.error_code, "danger")


def counted(count: int) -> str:
    return ngettext("%(count)s event", "%(count)s events", count)


EVENTS: TableSpec[EventShape] = TableSpec(
    name="events",
    caption=gettext_lazy("Activity"),
    counted=counted,
    filters=(SHOWN,),
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
            cell=lambda event: cells.code(event.caller_arn.partition(":")[2].rpartition(":")[2]),
        ),
        Column(
            name="from",
            title=gettext_lazy("From"),
            value=lambda event: event.source_ip,
        ),
        Column(
            name="result",
            title=gettext_lazy("Result"),
            value=lambda event: event.error_code,
            cell=outcome,
        ),
    ),
)


def history(request: HttpRequest, caller: Caller, target_arn: str) -> Part[Table[EventShape]]:
    """What was done to the thing of that ARN, the newest first."""
    state = EVENTS.state(request)
    found = part(
        lookup_events,
        caller,
        target_arn=target_arn,
        page_number=state.page,
        page_size=state.size,
        **ASKED[state.filters.get(SHOWN.name, "")],
    )
    if found.content is None:
        return Part(refusal=found.refusal)
    events = found.content
    table = Table(state=state, rows=events.events, count=events.count, is_more=events.is_more)
    return Part(content=table)
