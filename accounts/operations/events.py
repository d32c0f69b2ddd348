from __future__ import annotations

from django.db.models import Q

from accounts import targets
from accounts.models import Account, Event
from accounts.names import EventId, EventText, PageNumber, PageSize, YesOrNo
from accounts.shapes import EventShape, EventsResult
from iamconsole.caller import Call
from iamconsole.gate import operation
from iamconsole.paging import numbered_page


@operation(on=targets.account, service="cloudtrail")
def lookup_events(
    call: Call[Account],
    *,
    event_id: EventId | None = None,
    caller_arn: EventText = "",
    target_arn: EventText = "",
    action: EventText = "",
    only_refused: YesOrNo = False,
    only_changes: YesOrNo = False,
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> EventsResult:
    """Look up what happened in the account, the newest first."""
    wanted = Q(account_id=call.account_id)
    exact = {
        "event_id": event_id,
        "caller_arn": caller_arn,
        "target_arn": target_arn,
        "action": action,
    }
    for name, value in exact.items():
        wanted &= Q((name, value)) if value else Q()
    if only_refused:
        wanted &= ~Q(error="")
    if only_changes:
        wanted &= Q(is_read=False, error="")
    found = numbered_page(Event.objects.filter(wanted).order_by("-id"), page_number, page_size)
    return EventsResult(
        events=tuple(EventShape.of(event) for event in found.rows),
        count=found.count,
        is_more=found.is_more,
    )
