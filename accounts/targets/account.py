"""The account, and nothing in particular."""

from __future__ import annotations

from typing import Any

from accounts.models import Account
from iamconsole.caller import Caller, Found


def account(caller: Caller, **_: Any) -> Found[Account]:
    """The caller's own account, for actions that name no resource."""
    return Found(arn="*", row=Account(id=caller.account_id))


def anything(caller: Caller, **_: Any) -> Found[None]:
    """Nothing in particular."""
    return Found(arn="*", row=None)
