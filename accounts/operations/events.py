from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from accounts import targets
from accounts.chain.exporting import Place, Span, part
from accounts.models import Account, Event
from accounts.names import EventId, EventMoment, EventText, Marker, PageNumber, PageSize, YesOrNo
from accounts.shapes import EventExportResult, EventShape, EventsResult
from iamconsole.caller import Call
from iamconsole.gate import operation, operations
from iamconsole.paging import marker_at, numbered_page, place_of

# What is written down of those who are not signed in yet.
_SIGN_INS = tuple(
    f"signin:{name}"
    for name in (
        "ConsoleLogin",
        "EnrolmentLinkOpened",
        "ExitRole",
        "MailHeldBack",
        "PasswordRecoveryCompleted",
        "PasswordRecoveryRequested",
        "PasswordUpdated",
        "RecoveryCodeUsed",
        "SwitchRole",
    )
)
_NONE = Q(pk__in=())
_MOST_COUNTED = 5_000  # rows are read to be counted, where no index holds all that is asked for


@operation(on=targets.account, service="cloudtrail")
def lookup_events(
    call: Call[Account],
    *,
    event_id: EventId | None = None,
    caller_arn: EventText = "",
    target_arn: EventText = "",
    target_name: EventText = "",
    action: EventText = "",
    start_time: EventMoment | None = None,
    end_time: EventMoment | None = None,
    only_refused: YesOrNo = False,
    only_changes: YesOrNo = False,
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> EventsResult:
    """Look up what happened in the account, the newest first.

    An action may end in `*` and be without its service: `iam:Create*`, `DeleteUser`. `target_name`
    is what a target's ARN ends in, at any path, however it is spelled.
    """
    wanted = Q(account_id=call.account_id) & _between(start_time, end_time)
    wanted &= _action(action, only_changes=only_changes)
    exact = {"event_id": event_id, "caller_arn": caller_arn, "target_arn": target_arn}
    for name, value in exact.items():
        wanted &= Q((name, value)) if value else Q()
    if target_name:
        wanted &= Q(target_arn__iendswith=f"/{target_name}")
    if only_refused:
        wanted &= ~Q(error="")
    if only_changes:
        wanted &= _NONE if only_refused else Q(is_read=False, error="")
    events = Event.objects.filter(wanted).order_by("-time", "-id")
    found = numbered_page(events, page_number, page_size, most=_MOST_COUNTED)
    return EventsResult(
        events=tuple(EventShape.of(event) for event in found.rows),
        count=found.count,
        is_more=found.is_more,
    )


@operation(on=targets.account, service="iamconsole", is_read=True)
def export_events(
    call: Call[Account],
    *,
    start_time: EventMoment | None = None,
    end_time: EventMoment | None = None,
    marker: Marker | None = None,
) -> EventExportResult:
    """Get the account's trail as JSON lines in CloudTrail's names, with what proves it.

    Put together in order, the lines of all pages are a file that `verify_trail` checks.
    """
    place = place_of(call)
    found = part(call.account_id, Span(start_time, end_time), Place(*place) if place else None)
    following = found.following
    return EventExportResult(
        lines=found.lines,
        is_truncated=following is not None,
        marker=(
            marker_at(call, following.seal, following.digest, following.lines)
            if following
            else None
        ),
    )


def _action(asked: str, *, only_changes: bool) -> Q:
    """Events of an action, or of all whose names begin so: every name there is is known.

    What only reads is not looked for among changes, for that is a long search for nothing.
    """
    if not asked:
        return Q()
    wanted, is_prefix = asked.lower().removesuffix("*"), asked.endswith("*")
    changing = {op.action for op in operations if not op.is_read} | set(_SIGN_INS)
    every = changing | {op.action for op in operations}
    names = {known for known in every if _is_wanted(known.lower(), wanted, is_prefix)}
    if not names:
        return Q(action=asked)
    return Q(action__in=sorted(names & changing if only_changes else names))


def _is_wanted(name: str, wanted: str, is_prefix: bool) -> bool:
    if ":" not in wanted:
        name = name.partition(":")[2]
    return name.startswith(wanted) if is_prefix else name == wanted


def _between(start: datetime | None, end: datetime | None) -> Q:
    since = Q(time__gte=start) if start else Q()
    return since & Q(time__lt=end) if end else since
