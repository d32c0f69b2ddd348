"""Sessions as their tokens make them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts.models import Account, Role, User
from accounts.signin import temporary
from iamconsole.caller import Caller, Face, Origin
from policies.authorization_messages import encoded
from policies.engine import Layers, Principal, PrincipalKind, Request, compile, decide


def caller_with(credentials: Any) -> Caller:
    """The caller that temporary credentials make. Raises LookupError where they are over."""
    key_id = credentials.access_key_id
    ticket = temporary.ticket_in(credentials.session_token, key_id)
    caller = ticket and temporary.caller_of(ticket, key_id, Origin(face=Face.SHELL))
    if not caller:
        raise LookupError("the session is over")
    return caller


def caller_again(caller: Caller) -> Caller:
    """The caller at its next request, after something was changed."""
    account = Account.objects.get(id=caller.account_id)
    holders = [
        *User.objects.filter(user_id=caller.holder_id),
        *Role.objects.filter(role_id=caller.holder_id),
    ]
    return replace(caller, epoch=account.epoch + sum(holder.epoch for holder in holders))


def message_for(account_id: str, name: str) -> str:
    """An encoded message about somebody who was not allowed `s3:<name>`."""
    principal = Principal(PrincipalKind.USER, f"arn:aws:iam::{account_id}:user/sam", account_id)
    decision = decide(Request(principal, f"s3:{name}"), Layers(identity=compile(())))
    return encoded(decision, account_id, "AIDASAM")
