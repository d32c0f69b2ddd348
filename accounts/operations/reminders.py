"""Reminders of credentials that are old, unused or about to expire."""

from __future__ import annotations

from accounts import ageing, reminding, targets
from accounts.models import Account, ReminderPolicy, User
from accounts.names import (
    EscalationCount,
    ExistingUserName,
    PageSize,
    ReminderDays,
    RepeatDays,
    TagKey,
    YesOrNo,
)
from accounts.shapes.reminders import NoticeShape, NoticesResult, ReminderPolicyResult
from iamconsole.caller import Call
from iamconsole.gate import operation
from iamconsole.jobs import ring


@operation(on=targets.account, service="iamconsole")
def get_reminder_policy(call: Call[Account]) -> ReminderPolicyResult:
    """Tell whom the account reminds of old, unused and expiring credentials, and when."""
    return ReminderPolicyResult.of(ageing.policy_of(call.account_id))


@operation(on=targets.account, service="iamconsole", is_decisive=False)
def update_reminder_policy(
    call: Call[Account],
    *,
    is_on: YesOrNo = True,
    key_age_days: ReminderDays = 90,
    unused_days: ReminderDays = 90,
    expiry_days: ReminderDays = 14,
    password_days: ReminderDays = 14,
    repeat_days: RepeatDays = 7,
    escalate_after: EscalationCount = 3,
    exempt_tag: TagKey = "no-reminders",
    address_tag: TagKey = "email",
) -> ReminderPolicyResult:
    """Set whom the account reminds, and when; what is not given goes back to its default.

    Keys are reminded of when they are `key_age_days` old, unused for `unused_days`, or end within
    `expiry_days`; passwords when they end within `password_days`; 0 is never. Reminders come again
    after `repeat_days`, and after `escalate_after` of them to the account's root user, too. Mail
    goes to the address in a user's tag `address_tag`; who has none is told of to root. Users with
    the tag `exempt_tag` are left alone.
    """
    policy, _new = ReminderPolicy.objects.update_or_create(
        account_id=call.account_id,
        defaults={
            "is_on": is_on,
            "key_age_days": key_age_days,
            "unused_days": unused_days,
            "expiry_days": expiry_days,
            "password_days": password_days,
            "repeat_days": repeat_days,
            "escalate_after": escalate_after,
            "exempt_tag": exempt_tag,
            "address_tag": address_tag,
            "checked": None,
        },
    )
    ring(reminding.JOB)
    return ReminderPolicyResult.of(policy)


@operation(on=targets.user_or_caller, service="iamconsole", action="iam:ListAccessKeys")
def list_user_notices(
    call: Call[User], *, user_name: ExistingUserName | None = None
) -> NoticesResult:
    """List what of a user's keys and password wants attention."""
    found = ageing.findings(ageing.policy_of(call.account_id), call.target)
    return NoticesResult(notices=tuple(map(NoticeShape.of, found)), notice_count=len(found))


@operation(on=targets.account, service="iamconsole", action="iam:GetCredentialReport")
def list_account_notices(call: Call[Account], *, page_size: PageSize = 50) -> NoticesResult:
    """List what of the account's keys and passwords wants attention, the longest overdue first."""
    found = ageing.findings(ageing.policy_of(call.account_id))
    shown = found[:page_size]
    return NoticesResult(notices=tuple(map(NoticeShape.of, shown)), notice_count=len(found))
