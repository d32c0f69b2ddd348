"""The cast. Alice administers account 111122223333; Bob may only read it.

Mallory administers another account.

Carol is a user without any permission. Root is root of Alice's account.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.timezone import now

from accounts.models import AccessKey, Account, Group, GroupMembership, LoginProfile, Role, User
from accounts.signin.callers import caller_for
from iamconsole.caller import Call, Caller, Face, Origin
from iamconsole.sealing import seal
from policies import authorizer
from policies.models import Attachment, Boundary, InlinePolicy, Policy, PolicyVersion
from policies.trust import ids_named_in

ACCOUNT = "111122223333"
ELSEWHERE = "444455556666"
PASSWORD = "correct horse battery staple"


def make_account(account_id: str, alias: str) -> Account:
    account = Account.objects.create(id=account_id, alias=alias, created=now())
    root = User.objects.create(
        account=account, is_root=True, email=f"root@{alias}.example", created=now()
    )
    give_password(root)
    return account


def account_of(account_id: str) -> Account:
    return Account.objects.get(id=account_id)


def make_user(account: Account, name: str, path: str = "/", **more: Any) -> User:
    return User.objects.create(account=account, name=name, path=path, created=now(), **more)


def make_group(account: Account, name: str, *members: User) -> Group:
    group = Group.objects.create(account=account, name=name, created=now())
    for user in members:
        GroupMembership.objects.create(account=account, group=group, user=user, created=now())
    authorizer.decisions_changed(account.id)
    return group


def make_role(
    account: Account,
    name: str,
    *trusted: str,
    path: str = "/",
    actions: Sequence[str] = ("sts:AssumeRole",),
    **more: Any,
) -> Role:
    """A role that the users and roles with these ARNs may take on."""
    trust = document(
        {
            "Effect": "Allow",
            "Action": list(actions),
            "Principal": {"AWS": list(trusted)},
        }
    )
    given = {"trust_policy": trust, "trusted": ids_named_in(trust), "created": now()} | more
    return Role.objects.create(account=account, name=name, path=path, **given)


def trusting(**principal: str | list[str]) -> str:
    """A trust policy: `trusting(Service="ec2.amazonaws.com")`."""
    return document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal})


def attach(holder: User | Group | Role, policy: Policy | str) -> None:
    """Attach a policy of the account's, or one of AWS's by its name."""
    if isinstance(policy, str):
        policy = Policy.objects.get(account=None, name=policy)
    kind = type(holder).__name__.lower()
    Attachment.objects.create(
        account_id=holder.account_id, policy=policy, created=now(), **{kind: holder}
    )
    authorizer.decisions_changed(holder.account_id)


def grant(holder: User | Group | Role, *statements: dict[str, Any], name: str = "granted") -> None:
    """Write statements into an inline policy."""
    kind = type(holder).__name__.lower()
    InlinePolicy.objects.create(
        account_id=holder.account_id,
        name=name,
        document=document(*statements),
        updated=now(),
        **{kind: holder},
    )
    authorizer.decisions_changed(holder.account_id)


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, resource: str = "*", **condition: Any) -> dict[str, Any]:
    return _statement("Allow", action, resource, condition)


def deny(action: str, resource: str = "*", **condition: Any) -> dict[str, Any]:
    return _statement("Deny", action, resource, condition)


def _statement(
    effect: str, action: str, resource: str, condition: dict[str, Any]
) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


def calling(user: User, **origin: Any) -> Caller:
    """The caller a fresh sign-in of the user makes."""
    fresh = User.objects.select_related("account").get(pk=user.pk)
    return caller_for(fresh, Origin(face=Face.SHELL, source_ip="192.0.2.1", **origin))


def calling_with_key(user: User, key_id: str) -> Caller:
    """The caller that a signature with one of the user's access keys makes."""
    return replace(calling(user), access_key_id=key_id)


def a_call(caller: Caller, action: str) -> Call[Any]:
    """A call of another service's action, as the authorizer is asked about it."""
    return Call(caller=caller, operation=action.partition(":")[2], action=action)


def give_password(user: User, password: str = PASSWORD) -> LoginProfile:
    return LoginProfile.objects.create(
        account_id=user.account_id,
        user=user,
        password_hash=make_password(password),
        created=now(),
        password_changed=now(),
    )


def access_key(user: User, **more: Any) -> tuple[str, str]:
    """A new key of the user: its id and its secret."""
    secret = secrets.token_urlsafe(30)
    key = AccessKey(account_id=user.account_id, user=user, **{"created": now()} | more)
    key.sealed_secret = seal(secret, f"access_key:{key.key_id}")
    key.save()
    return key.key_id, secret


def make_policy(
    account: Account, name: str, *statements: dict[str, Any], path: str = "/"
) -> Policy:
    """A managed policy of the account; it allows everything in S3 unless told otherwise."""
    policy = Policy.objects.create(
        account=account, name=name, path=path, created=now(), updated=now()
    )
    text = document(*(statements or [allow("s3:*")]))
    PolicyVersion.objects.create(policy=policy, number=1, document=text, created=now())
    return policy


def bound(holder: User | Role, policy: Policy) -> None:
    """Set a user's or role's permissions boundary."""
    kind = type(holder).__name__.lower()
    Boundary.objects.create(
        account_id=holder.account_id, policy=policy, created=now(), **{kind: holder}
    )
    authorizer.decisions_changed(holder.account_id)


def noise(length: int) -> str:
    """Text that no compression makes shorter than it must be."""
    return secrets.token_urlsafe(length)[:length]
