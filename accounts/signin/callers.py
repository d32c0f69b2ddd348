"""A proven user becomes a caller: the one place where a row turns into somebody who may ask."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from iamconsole.caller import Caller, CallerKind, Origin


def caller_for(user: User, origin: Origin, **session: Any) -> Caller:
    """The caller that a proven credential of `user` makes.

    `user.account` must have been read in the query that read the credential: the sum of their
    epochs is what makes policies read before it stale. `session` are further members of Caller.
    """
    return Caller(
        kind=CallerKind.ROOT if user.is_root else CallerKind.USER,
        account_id=user.account_id,
        arn=user.arn,
        unique_id=user.account_id if user.is_root else user.user_id,
        user_name=user.name,
        tags=user.tags,
        epoch=user.account.epoch + user.epoch,
        origin=origin,
        **session,
    )
