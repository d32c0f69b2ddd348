"""Commands typed on the machine itself: whoever can run them holds the database anyway."""

from __future__ import annotations

from accounts import queries
from accounts.models import Account
from accounts.signin.callers import caller_for
from iamconsole.caller import Caller, Face, Origin


def root_caller(account: Account) -> Caller:
    """The account's root user, for a command that calls operations."""
    root = queries.root_of(account.id)
    root.account = account
    return caller_for(root, Origin(face=Face.SHELL))
