"""Acting as a role at the console: what AssumeRole gave is kept with the browser's session.

It is a session like every other of that role: over when its time is, when the role is deleted or
refuses sessions of its age, and when the user is disabled. The user signs in and out, confirms, and
goes back; all else is done as the role.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import now

from accounts import queries, trail, usage
from accounts.models import ConsoleSession, RecentRole
from accounts.signin import passwords, sessions, temporary
from iamconsole.caller import Caller, Origin
from iamconsole.errors import NotSignedIn, SignInRefused

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple")
MOST_RECENT = 5
_LONGEST_ARN = RecentRole._meta.get_field("role_arn").max_length or 0


class RoleEnded(NotSignedIn):
    """The session acted as a role, and cannot any more; its user has to go back first."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a role is shown to whoever acts as it."""

    label: str = ""
    colour: str = "blue"


@dataclass(frozen=True, kw_only=True)
class Recent:
    """A role somebody took on before."""

    role_arn: str
    look: Look


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The credentials of a role's session, as AssumeRole gave them."""

    role_arn: str
    key_id: str
    token: str


@transaction.atomic
def take(session_id: str, taken: Taken, look: Look, origin: Origin) -> str:
    """Act as a role from now on, instead of any other: the cookie that opens the session.

    Raises SignInRefused for a session that has ended.
    """
    session = _locked(session_id)
    session.role_key_id, session.role_token = taken.key_id, taken.token
    session.role_label, session.role_colour = look.label, look.colour
    _remember(session, taken.role_arn, look)
    return _rotated(session, origin, "signin:SwitchRole")


@transaction.atomic
def leave(session_id: str, origin: Origin) -> str:
    """Act as oneself again: the cookie that opens the session. Raises as `take` does."""
    session = _locked(session_id)
    session.role_key_id = session.role_token = session.role_label = session.role_colour = ""
    return _rotated(session, origin, "signin:ExitRole")


def caller_in(session: ConsoleSession, origin: Origin) -> Caller:
    """Who the session acts as: its user, or the role that was taken on.

    Raises RoleEnded where that session of the role is over.
    """
    if not session.role_token or sessions.is_enrolling(session):
        return sessions.caller_in(session, origin)
    ticket = temporary.ticket_in(session.role_token, session.role_key_id)
    caller = None
    if ticket is not None and not ticket.is_over:
        caller = temporary.caller_of(ticket, session.role_key_id, origin)
    if ticket is None or caller is None:
        raise RoleEnded("The session of the role has ended. Go back to yourself first.")
    usage.role_used(ticket.holder_id, now(), origin.region)
    return replace(caller, session_id=session.public_id, confirmed=session.confirmed)


def look_of(session: ConsoleSession) -> Look | None:
    """How the role looks that the session acts as; None where it acts as its user."""
    if not session.role_token:
        return None
    return Look(label=session.role_label, colour=session.role_colour)


def recent_of(caller: Caller) -> tuple[Recent, ...]:
    """The roles a user took on last, the latest first."""
    rows = RecentRole.objects.filter(account_id=caller.account_id, user__user_id=caller.unique_id)
    return tuple(
        Recent(role_arn=row.role_arn, look=Look(label=row.label, colour=row.colour))
        for row in rows.order_by("-used")
    )


def arn_of(account: str, role: str, known_ids: Collection[str]) -> str:
    """The ARN of a role by its account's ID or alias, and its name with its path.

    An alias stands for an account only where that is known to who asks; any other is as good as one
    nobody has.
    """
    account_id = passwords.account_name(account)
    if not queries.is_account_id(account_id):
        found = queries.account_called(account_id)
        account_id = found.id if found and found.id in known_ids else "0" * 12
    return f"arn:aws:iam::{account_id}:role/{role.strip().lstrip('/')}"


def alias_of(account_id: str) -> str:
    """What an account is called beside its number."""
    found = queries.account_called(account_id)
    return (found.alias or "") if found else ""


def session_name(user_name: str) -> str:
    """What a role's session is called: as its user, made as long as names of sessions are."""
    return user_name.ljust(2, "-")


def _locked(session_id: str) -> ConsoleSession:
    rows = ConsoleSession.objects.select_for_update(of=("self",)).select_related("user__account")
    session = rows.filter(public_id=session_id).first()
    if session is None:
        raise SignInRefused("The session has ended. Sign in again.")
    return session


def _rotated(session: ConsoleSession, origin: Origin, action: str) -> str:
    fields = ("role_key_id", "role_token", "role_label", "role_colour")
    token = sessions.rotate(session, **{name: getattr(session, name) for name in fields})
    trail.record_sign_in(origin, session.account_id, session.user, action=action)
    return token


def _remember(session: ConsoleSession, role_arn: str, look: Look) -> None:
    if len(role_arn) > _LONGEST_ARN:
        return
    moment: datetime = now()
    rows = RecentRole.objects.filter(user=session.user)
    RecentRole.objects.update_or_create(
        user=session.user,
        role_arn=role_arn,
        defaults={
            "account_id": session.account_id,
            "label": look.label,
            "colour": look.colour,
            "used": moment,
        },
    )
    kept = rows.order_by("-used").values_list("pk", flat=True)[:MOST_RECENT]
    rows.exclude(pk__in=list(kept)).delete()
