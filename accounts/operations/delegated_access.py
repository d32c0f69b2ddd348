"""Sessions with rights that were lent: see `delegations`."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from accounts.delegation_tokens import digest_of
from accounts.models import DelegationRequest
from accounts.names import TradeInToken
from accounts.operations.issuing import credentials_shape
from accounts.shapes import DelegatedAccessResult
from accounts.signin import temporary
from accounts.signin.temporary import Ticket
from iamconsole.caller import Call, Caller, CallerKind, Found
from iamconsole.errors import ExpiredTradeInToken
from iamconsole.gate import operation


def _lent(caller: Caller, *, trade_in_token: str, **_: Any) -> Found[None]:
    """Nothing in particular, and the account that lent the rights, which is told."""
    lent = DelegationRequest.objects.filter(
        account_id=caller.account_id, token_digest=digest_of(trade_in_token)
    )
    owner = lent.values_list("owner_account_id", flat=True).first()
    return Found(arn="*", row=None, shared_with=owner or "")


@operation(on=_lent, service="sts", is_read=False, is_decisive=False)
def get_delegated_access_token(
    call: Call[None], *, trade_in_token: TradeInToken
) -> DelegatedAccessResult:
    """Change the token of a delegation request for a session, once.

    The session may do what both its approver's policies and the request's allow; a user's can call
    neither IAM nor STS. It ends when the time is over that was asked for,
    counted from when the token was sent.
    """
    row = _traded_in(call.account_id, trade_in_token)
    is_role = row.approver_id.startswith("AROA")
    ticket = Ticket(
        kind=CallerKind.ROLE_SESSION if is_role else CallerKind.USER,
        account_id=row.owner_account_id,
        holder_id=row.approver_id,
        name=f"delegation-{row.pk}",
        issued=int(now().timestamp()),
        expires=int(row.expires.timestamp()),
        issuer_id="" if is_role else row.approver_id,
        policies=(row.policy,),
    )
    return DelegatedAccessResult(
        credentials=credentials_shape(temporary.issue(ticket)),
        packed_policy_size=ticket.packed_percent,
        assumed_principal=row.approver_arn,
    )


def _traded_in(account_id: str, token: str) -> DelegationRequest:
    """The request whose token it is, which is used up."""
    unused = DelegationRequest.objects.filter(
        account_id=account_id,
        state="FINALIZED",
        token_digest=digest_of(token),
        expires__gt=now(),
    )
    row = unused.first()
    if row is None or unused.update(token_digest="") != 1:
        raise ExpiredTradeInToken("The trade-in token is unknown, used or expired.")
    return row
