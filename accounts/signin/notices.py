"""Mail to people about what they may not know of: sign-ins from somewhere new, changed credentials.

Whoever signed in there before gets none. Root is told of its grave acts, too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts import mails, trail
from accounts.models import Account, ConsoleSession, Event, KnownNetwork, ReminderPolicy, User
from accounts.signin import devices, throttle
from accounts.user_agents import browser_named
from iamconsole.caller import Face, Origin
from iamconsole.gate import operations
from iamconsole.http import public_address

# What people are told of, by the action that policies are asked about.
_CHANGES = {
    "iam:ChangePassword": "password",
    "iam:CreateAccessKey": "key",
    "iam:CreateLoginProfile": "password",
    "iam:DeactivateMFADevice": "factor",
    "iam:DeleteLoginProfile": "console",
    "iam:EnableMFADevice": "factor",
    "iam:ResyncMFADevice": "factor",
    "iam:UpdateLoginProfile": "password",
    "signin:EnrolmentLinkOpened": "link",
    "signin:PasswordUpdated": "password",
    "signin:RecoveryCodeUsed": "recovery",
}
_TOLD_OF = (Face.CONSOLE, Face.REST, Face.WIRE)


@transaction.atomic
def tell_of_sign_in(session: ConsoleSession, origin: Origin, device_token: str) -> None:
    """Leave mail to a user whose sign-in came from where it never signed in before."""
    user = session.user
    is_known_network = _is_known(user, origin)
    if devices.device_of(user, device_token) and is_known_network:
        return
    address = mails.address_of(user, _tag_of_addresses(user.account))
    if address:
        event = f"sign-in:{session.public_id}"
        facts = _facts(origin.source_ip, origin.user_agent, session.created, user)
        mails.post(user.account_id, address, "sign_in", event=event, facts=facts)


def tell_root(sender: Any, event: Event, **_: Any) -> None:
    """Leave mail to root about what root has just done, if it is grave."""
    is_roots = event.caller_id == event.account_id and event.face in _TOLD_OF
    if not is_roots or event.is_read or event.error or event.action not in _grave_actions():
        return
    root = User.objects.filter(account_id=event.account_id, is_root=True).first()
    if root is None:
        return  # it closed its account
    facts = _facts(event.source_ip, event.user_agent, event.time, root)
    facts |= {"action": event.action, "target": event.target_arn}
    key = f"root-act:{event.event_id}"
    mails.post(root.account_id, root.email, "root_act", event=key, facts=facts)


def tell_owner(sender: Any, event: Event, **_: Any) -> None:
    """Leave mail to a user whose credentials were changed, whoever changed them."""
    change = _CHANGES.get(event.action)
    if change is None or event.is_read or event.error or not event.target_arn:
        return
    user = _user_at(event.account_id, event.target_arn)
    address = mails.address_of(user, _tag_of_addresses(user.account)) if user else ""
    if user is None or not address:
        return
    facts = _facts(event.source_ip, event.user_agent, event.time, user)
    facts |= {"change": change, "by": "" if event.caller_id == user.user_id else event.caller_arn}
    key = f"changed:{event.event_id}"
    mails.post(user.account_id, address, "credentials", event=key, facts=facts)


def listen() -> None:
    """Hear of every event from now on."""
    trail.recorded.connect(tell_root, dispatch_uid="mail to root")
    trail.recorded.connect(tell_owner, dispatch_uid="mail to owners")


def _user_at(account_id: str, arn: str) -> User | None:
    """The user of an account with an ARN; none for root, who is told of what it does itself."""
    name = arn.rpartition("/")[2] if ":user/" in arn else ""
    rows = User.objects.filter(account_id=account_id, name__namekey=name.lower(), is_root=False)
    user = rows.select_related("account__reminders").first() if name else None
    return user if user and user.arn == arn else None


def _is_known(user: User, origin: Origin) -> bool:
    """Whether the user signed in from that network before; it has now."""
    if not origin.source_ip:
        return True
    network = dict(throttle.address_subjects(origin.source_ip))["network"]
    _, is_new = KnownNetwork.objects.update_or_create(
        user=user,
        network=network,
        defaults={"account_id": user.account_id, "last_used": now()},
    )
    return not is_new


def _grave_actions() -> frozenset[str]:
    grave = (op for op in operations if (op.is_grave or op.is_for_root) and not op.is_read)
    return frozenset(op.action for op in grave)


def _facts(source_ip: str | None, user_agent: str, moment: datetime, user: User) -> dict[str, Any]:
    return {
        "name": str(user),
        "time": moment.strftime("%Y-%m-%d %H:%M UTC"),
        "source_ip": source_ip or "",
        "browser": browser_named(user_agent),
        "sessions": public_address(reverse("console-me-sessions")),
    }


def _tag_of_addresses(account: Account) -> str:
    """The tag in which the account keeps its users' addresses."""
    policy: ReminderPolicy | None = getattr(account, "reminders", None)
    return policy.address_tag if policy else "email"
