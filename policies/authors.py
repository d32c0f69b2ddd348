"""Who wrote a policy's texts, told to those who may know of whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Role, User
from iamconsole.caller import Call, Caller, Found
from policies import authorizer


@dataclass(frozen=True)
class Author:
    """Who changed something: the ARN it signed with, and the unique id of whose policies held."""

    arn: str
    unique_id: str

    @classmethod
    def of(cls, caller: Caller) -> Author:
        return cls(caller.arn, caller.holder_id)


def known_to(call: Call[Any], authors: Iterable[Author]) -> frozenset[Author]:
    """Those whom the caller may be told of: itself, and users and roles that it may get.

    One that is gone is judged by the ARN it had, as a call that asks for it would be.
    """
    asked = frozenset(author for author in authors if author.arn)
    own = asked & {Author.of(call.caller)}
    others = asked - own
    found = _still_there(call.account_id, others) if others else {}
    return own | {one for one in others if _may_get(call, found.get(one.unique_id) or _gone(one))}


def _still_there(account_id: str, authors: Iterable[Author]) -> dict[str, Found[User | Role]]:
    ids = [author.unique_id for author in authors]
    users = User.objects.filter(account_id=account_id, user_id__in=ids)
    roles = Role.objects.filter(account_id=account_id, role_id__in=ids)
    found: dict[str, Found[User | Role]] = {}
    for user in users:
        found[user.user_id] = Found(arn=user.arn, row=user, tags=user.tags)
    for role in roles:
        found[role.role_id] = Found(arn=role.arn, row=role, tags=role.tags)
    return found


def _gone(author: Author) -> Found[User | Role]:
    return Found(arn=author.arn, row=User())


def _may_get(call: Call[Any], found: Found[User | Role]) -> bool:
    is_role = isinstance(found.row, Role) or ":assumed-role/" in found.arn
    action = "iam:GetRole" if is_role else "iam:GetUser"
    return authorizer.decision_on(
        call.at(action=action, found=found, context={}), found.arn
    ).allowed
