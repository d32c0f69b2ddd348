from __future__ import annotations

from accounts import targets
from accounts.shapes import CallerIdentityResult
from iamconsole.caller import Call
from iamconsole.gate import operation


@operation(on=targets.anything, service="sts")
def get_caller_identity(call: Call[None]) -> CallerIdentityResult:
    """Tell who the caller is. Nothing can forbid this."""
    caller = call.caller
    return CallerIdentityResult(user_id=caller.unique_id, account=caller.account_id, arn=caller.arn)
