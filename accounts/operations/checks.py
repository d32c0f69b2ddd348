"""What the overview checks: what it is silent about for a while, and who is locked out."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from accounts import targets
from accounts.models import Account, CheckSnooze
from accounts.names import CheckName, EventMoment, PageNumber, PageSize, SnoozeReason
from accounts.shapes.checks import CheckSnoozeShape, CheckSnoozesResult, LockoutsResult
from accounts.signin.waiting import locked_out
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput, NoSuchEntity
from iamconsole.gate import operation
from policies.authors import Author, known_to

_LONGEST = timedelta(days=366)


@operation(on=targets.account, service="iamconsole", is_decisive=False)
def snooze_account_check(
    call: Call[Account], *, check_name: CheckName, until: EventMoment, reason: SnoozeReason
) -> None:
    """Have the overview be silent about one of its checks until a time, a year off at the most.

    It comes back by itself. Whoever snoozes one again sets another time and another reason.
    """
    if not now() < until <= now() + _LONGEST:
        raise InvalidInput("A check can be snoozed until a time within the next year.")
    CheckSnooze.objects.update_or_create(
        account_id=call.account_id,
        check_name=check_name,
        defaults={
            "until": until,
            "reason": reason,
            "snoozed_by": call.caller.arn,
            "snoozed_by_id": call.caller.holder_id,
        },
    )


@operation(on=targets.account, service="iamconsole", is_decisive=False)
def wake_account_check(call: Call[Account], *, check_name: CheckName) -> None:
    """Have the overview speak of a snoozed check again."""
    snoozed = CheckSnooze.objects.filter(account_id=call.account_id, check_name=check_name)
    if not snoozed.delete()[0]:
        raise NoSuchEntity(f"The check {check_name} is not snoozed.")


@operation(on=targets.account, service="iamconsole", action="iam:GetAccountSummary")
def list_snoozed_account_checks(call: Call[Account]) -> CheckSnoozesResult:
    """List the checks that the overview is silent about now.

    Who had it so is told to those who may get that user or role.
    """
    live = CheckSnooze.objects.filter(account_id=call.account_id, until__gt=now())
    rows = list(live.order_by("check_name"))
    known = known_to(call, (_author(row) for row in rows))
    return CheckSnoozesResult(
        snoozes=tuple(CheckSnoozeShape.of(row, tells_who=_author(row) in known) for row in rows)
    )


def _author(row: CheckSnooze) -> Author:
    return Author(row.snoozed_by, row.snoozed_by_id)


@operation(on=targets.account, service="iamconsole", action="cloudtrail:LookupEvents")
def list_lockouts(
    call: Call[Account], *, page_number: PageNumber = 1, page_size: PageSize = 50
) -> LockoutsResult:
    """List who guessed too often and has to wait: users and root, and addresses they came from.

    They are looked for among the last 5,000 sign-ins that failed in a day. A browser that has
    signed in before is counted on its own, and lets its owner in meanwhile.
    """
    found = locked_out(call.account_id)
    start = (page_number - 1) * page_size
    return LockoutsResult(lockouts=found[start : start + page_size], count=len(found))
