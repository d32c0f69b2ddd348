from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import now

from accounts.models import Role, User
from accounts.names import Arn
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput, MalformedPolicyDocument
from iamconsole.fields import DocumentText
from iamconsole.gate import operation
from policies import access, activity
from policies.engine import Malformed, covering, parse, trimmed
from policies.least_privilege_shapes import (
    PolicyFromActivityResult,
    TrimmedEntryShape,
    TrimmedPolicyResult,
    WidenedShape,
)
from policies.models import Policy
from policies.names import ActivityEnd, PolicyDocument, WindowDays
from policies.rules import MAX_MANAGED_SIZE, Holder
from policies.targets import active_principal, holder_or_policy

_WINDOW_DAYS = 90


@operation(
    on=holder_or_policy, service="iamconsole", action="iam:GenerateServiceLastAccessedDetails"
)
def get_trimmed_policy(
    call: Call[Holder | Policy],
    *,
    arn: Arn,
    policy_document: PolicyDocument,
    days: WindowDays = _WINDOW_DAYS,
) -> TrimmedPolicyResult:
    """Propose a policy without what nobody used of it for some days.

    Whose uses count is said by `arn`: a user, role, the members of a group, or whoever holds a
    policy. Only what was allowed counts as used. What denies is left as it is, and so are resources
    and conditions. A service that answers without asking this directory leaves no trace, so that
    all rights to it look unused.
    """
    tracked = access.tracked_since(call.target, call.account_id)
    since = now() - timedelta(days=days)
    if tracked > since:
        raise InvalidInput(
            f"Uses are told here since {tracked:%Y-%m-%d}, which is less than {days} days. "
            "Ask about fewer days, or wait until there is more to go by."
        )
    try:
        found = trimmed(
            parse(policy_document), access.used_actions(call.target, call.account_id, since)
        )
    except Malformed as refusal:
        raise MalformedPolicyDocument(refusal.message) from None
    return TrimmedPolicyResult(
        policy_document=DocumentText(found.text) if found.text else None,
        entries=tuple(map(TrimmedEntryShape.of, found.entries)),
        used_since=since,
        tracked_since=tracked,
    )


@operation(on=active_principal, service="iamconsole", action="cloudtrail:LookupEvents")
def get_policy_from_activity(
    call: Call[User | Role],
    *,
    arn: Arn,
    days: WindowDays = _WINDOW_DAYS,
    until: ActivityEnd | None = None,
) -> PolicyFromActivityResult:
    """Propose the smallest policy that allows what a user or role did in some days.

    What went through by the account's history counts, up to 50,000 events, the latest first. Where
    many resources under one path were acted on, a wildcard stands for them, and is told.
    """
    end = until or now()
    done = activity.of(call.target, _days_before(end, days), end)
    cover = covering(done.actions, MAX_MANAGED_SIZE)
    return PolicyFromActivityResult(
        policy_document=DocumentText(cover.text) if cover.text else None,
        widened=tuple(map(WidenedShape.of, cover.widened)),
        event_count=done.event_count,
        first_event=done.first,
        last_event=done.last,
        is_cut=done.is_cut,
    )


def _days_before(end: datetime, days: int) -> datetime:
    try:
        return end - timedelta(days=days)
    except OverflowError:
        raise InvalidInput("The period begins before there is a calendar.") from None
