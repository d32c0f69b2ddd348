from __future__ import annotations

from accounts import rules, targets
from accounts.models import User
from accounts.shapes import RecoveryCodeCountResult, RecoveryCodesResult
from accounts.signin import recovery
from iamconsole.caller import Call
from iamconsole.gate import operation


@operation(
    on=targets.user_or_caller,
    service="iamconsole",
    action="iam:EnableMFADevice",
    is_decisive=False,
    is_grave=True,
)
def create_recovery_codes(call: Call[User]) -> RecoveryCodesResult:
    """Give the caller ten codes to keep on paper, instead of those it had.

    Each stands in for a lost device once. They are in this answer and in no other, and nobody makes
    them for somebody else.
    """
    return RecoveryCodesResult(recovery_codes=recovery.new_codes(rules.locked(call.target)))


@operation(on=targets.user_or_caller, service="iamconsole", action="iam:ListMFADevices")
def get_recovery_code_count(call: Call[User]) -> RecoveryCodeCountResult:
    """Tell how many of the caller's recovery codes are left."""
    return RecoveryCodeCountResult(count=recovery.left(call.target))
