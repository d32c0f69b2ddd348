"""Sessions as their tokens make them."""

from __future__ import annotations

from typing import Any

from accounts.signin import temporary
from iamconsole.caller import Caller, Face, Origin


def caller_with(credentials: Any) -> Caller:
    """The caller that temporary credentials make. Raises LookupError where they are over."""
    key_id = credentials.access_key_id
    ticket = temporary.ticket_in(credentials.session_token, key_id)
    caller = ticket and temporary.caller_of(ticket, key_id, Origin(face=Face.SHELL))
    if not caller:
        raise LookupError("the session is over")
    return caller
