"""What a principal holds: all the policies that say what it may do.

This is read anew after every change in an account, by everybody who asks next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from accounts.models import Group, GroupMembership, PasswordPolicy, User
from iamconsole.prepared import PreparedValues
from policies.models import Attachment, Boundary, InlinePolicy, Policy
from policies.queries import policy_with_arn

_USER, _ROLE, _GROUP = "AIDA", "AROA", "AGPA"


@dataclass(frozen=True)
class Held:
    """A policy's text as a principal holds it: what it is called, and the group it came through."""

    name: str
    document: str
    arn: str | None = None
    via: str | None = None


@dataclass(frozen=True)
class Holdings:
    """All the policies that say what a principal may do."""

    identity: tuple[Held, ...]
    boundary: Held | None


def holdings_of(unique_id: str) -> Holdings:
    """What a user, group or role holds, by its unique id.

    A user holds its groups' policies too; a group has no boundary. Whoever else asks holds none.
    """
    kind = unique_id[:4]
    if kind not in _HOLDERS:
        return Holdings(identity=(), boundary=None)
    identity = [
        Held(name=name, document=text, arn=_arn(owner, path, name), via=_group_arn(*group))
        for name, text, owner, path, *group in _ATTACHED[kind].rows(unique_id)
    ]
    identity += [
        Held(name=name, document=text, via=_group_arn(*group))
        for name, text, *group in _INLINE[kind].rows(unique_id)
    ]
    if kind == _USER:
        identity.append(OWN_SESSIONS)
    if kind == _USER and not _refused_a_password_change.rows(unique_id):
        identity.append(OWN_PASSWORD)
    return Holdings(identity=tuple(identity), boundary=_boundary(kind, unique_id))


def holdings_of_users(users: Sequence[User]) -> dict[int, Holdings]:
    """What users of one account hold, by their keys: as many queries for many as for one."""
    if not users:
        return {}
    places = GroupMembership.objects.filter(user__in=users).values_list("user_id", "group_id")
    members: dict[int, list[int]] = {}
    for user_key, group_key in places:
        members.setdefault(group_key, []).append(user_key)
    holders = Q(user__in=users) | Q(group__in=members)
    held: dict[int, list[Held]] = {user.pk: [] for user in users}
    attached = Attachment.objects.filter(_CURRENT, holders).order_by("pk")
    for user, group, name, text, owner, path, *of in attached.values_list(
        *_WHOSE, *_TEXT, *_GROUPS_ARN
    ):
        one = Held(name=name, document=text, arn=_arn(owner, path, name), via=_group_arn(*of))
        for key in members[group] if group else (user,):
            held[key].append(one)
    inline = InlinePolicy.objects.filter(holders).order_by("pk")
    for user, group, name, text, *of in inline.values_list(
        *_WHOSE, "name", "document", *_GROUPS_ARN
    ):
        one = Held(name=name, document=text, via=_group_arn(*of))
        for key in members[group] if group else (user,):
            held[key].append(one)
    bounds = Boundary.objects.filter(_CURRENT, user__in=users).values_list("user_id", *_TEXT)
    capped = {
        key: Held(name=name, document=text, arn=_arn(owner, path, name))
        for key, name, text, owner, path in bounds
    }
    refused = _refused_a_password_change.rows(users[0].user_id)
    own = (OWN_SESSIONS,) if refused else (OWN_SESSIONS, OWN_PASSWORD)
    return {key: Holdings((*every, *own), capped.get(key)) for key, every in held.items()}


def _boundary(kind: str, unique_id: str) -> Held | None:
    rows = _BOUNDARY[kind].rows(unique_id) if kind in _BOUNDARY else []
    for name, text, owner, path in rows:
        return Held(name=name, document=text, arn=_arn(owner, path, name))
    return None


def _arn(account_id: str | None, path: str, name: str) -> str:
    return Policy(account_id=account_id, path=path, name=name).arn


def _group_arn(account_id: str | None, path: str | None, name: str | None) -> str | None:
    if not (account_id and path and name):
        return None
    return Group(account_id=account_id, path=path, name=name).arn


def held_by_arn(account_id: str, arns: Iterable[str]) -> list[Held]:
    """Managed policies by their ARNs, without those that are gone."""
    found = ((arn, policy_with_arn(account_id, arn)) for arn in arns)
    return [
        Held(
            name=policy.name,
            document=policy.versions.get(number=policy.default_number).document,
            arn=arn,
        )
        for arn, policy in found
        if policy
    ]


# The password that ChangePassword changes is its caller's, whatever resource is allowed.
OWN_PASSWORD = Held(
    name="own password",
    document=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": ["iam:ChangePassword", "iam:GetAccountPasswordPolicy"],
                "Resource": "*",
            },
        }
    ),
)


# Everybody may see where they are signed in and end that, and which roles they may take on. A name
# is one user's, whatever its path.
OWN_SESSIONS = Held(
    name="own sessions",
    document=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": [
                    "iamconsole:EndConsoleSessions",
                    "iamconsole:ListAssumableRoles",
                    "iamconsole:ListConsoleSessions",
                ],
                "Resource": [
                    "arn:aws:iam::*:user/${aws:username}",
                    "arn:aws:iam::*:user/*/${aws:username}",
                ],
            },
        }
    ),
)
BUILT_IN = (OWN_PASSWORD, OWN_SESSIONS)


def _users_holdings(user_id: str) -> Q:
    groups = GroupMembership.objects.filter(user__user_id=user_id).values("group_id")
    return Q(user__user_id=user_id) | Q(group__in=groups)


def _roles_holdings(role_id: str) -> Q:
    return Q(role__role_id=role_id)


def _groups_holdings(group_id: str) -> Q:
    return Q(group__group_id=group_id)


_CURRENT = Q(policy__versions__number=F("policy__default_number"))
_TEXT = ("policy__name", "policy__versions__document", "policy__account_id", "policy__path")
_WHOSE = ("user_id", "group_id")
_GROUPS_ARN = ("group__account_id", "group__path", "group__name")


def _attached_to(holder: Callable[[str], Q]) -> PreparedValues:
    return PreparedValues(
        lambda unique_id: Attachment.objects.filter(_CURRENT, holder(unique_id)).values_list(
            *_TEXT, *_GROUPS_ARN
        )
    )


def _written_into(holder: Callable[[str], Q]) -> PreparedValues:
    return PreparedValues(
        lambda unique_id: InlinePolicy.objects.filter(holder(unique_id)).values_list(
            "name", "document", *_GROUPS_ARN
        )
    )


def _bounding(holder: Callable[[str], Q]) -> PreparedValues:
    return PreparedValues(
        lambda unique_id: Boundary.objects.filter(_CURRENT, holder(unique_id)).values_list(*_TEXT)
    )


def _users_own(user_id: str) -> Q:
    return Q(user__user_id=user_id)


_HOLDERS = {_USER: _users_holdings, _ROLE: _roles_holdings, _GROUP: _groups_holdings}
_ATTACHED = {kind: _attached_to(holder) for kind, holder in _HOLDERS.items()}
_INLINE = {kind: _written_into(holder) for kind, holder in _HOLDERS.items()}
_BOUNDARY = {_USER: _bounding(_users_own), _ROLE: _bounding(_roles_holdings)}
_refused_a_password_change = PreparedValues(
    lambda user_id: PasswordPolicy.objects.filter(
        users_may_change=False,
        account__in=User.objects.filter(user_id=user_id).values("account"),
    ).values_list("pk")
)
