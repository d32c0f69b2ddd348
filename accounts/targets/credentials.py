"""How parameters name a credential."""

from __future__ import annotations

from typing import Any

from accounts import queries
from accounts.models import AccessKey
from iamconsole.caller import Caller, Found
from iamconsole.errors import AccessDenied


def owner_of_key(caller: Caller, *, access_key_id: str, **_: Any) -> Found[AccessKey]:
    """The user a key belongs to. An unknown key and another account's are refused alike."""
    shown = f"access key {access_key_id}"
    row = queries.key_with_id(caller.account_id, access_key_id)
    if row is None:
        denied = AccessDenied(
            f"User: {caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: {shown}"
        )
        nobody = f"arn:aws:iam::{caller.account_id}:user/*"
        return Found(arn=nobody, row=AccessKey(), shown=shown, missing=denied)
    return Found(arn=row.user.arn, row=row, shown=shown, tags=row.user.tags)
