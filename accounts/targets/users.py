"""How parameters name a user."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts import queries
from accounts.models import User
from accounts.names import Tag
from accounts.targets.account import EVERY_POLICY
from accounts.targets.boundaries import bounds_of
from accounts.targets.tagging import tagging
from iamconsole.caller import Caller, CallerKind, Found, Further
from iamconsole.errors import InvalidUserType, NoSuchEntity, ValidationError

_MUST_NAME_A_USER = "Must specify userName when calling with non-User credentials"


def user(caller: Caller, *, user_name: str, **_: Any) -> Found[User]:
    """An existing user. A missing one is authorized too, so that names do not leak."""
    row = queries.user_named(caller.account_id, user_name)
    if row is None:
        return Found(
            arn=f"arn:aws:iam::{caller.account_id}:user/{user_name}",
            row=User(),
            missing=NoSuchEntity(f"The user with name {user_name} cannot be found."),
        )
    return found_user(row)


def user_or_caller(caller: Caller, *, user_name: str | None = None, **_: Any) -> Found[User]:
    """The named user; the caller where none is named.

    Raises ValidationError for a nameless call by someone who is neither a user nor root.
    """
    if user_name is not None:
        return user(caller, user_name=user_name)
    if caller.kind is CallerKind.ROOT:
        return found_user(queries.root_of(caller.account_id))
    row = queries.user_with_id(caller.account_id, caller.unique_id)
    if row is None:
        raise ValidationError(_MUST_NAME_A_USER)
    return found_user(row)


def user_or_calling_user(caller: Caller, *, user_name: str | None = None, **_: Any) -> Found[User]:
    """The named user, or the caller if it is one: root's own password is not managed this way."""
    if user_name is None and caller.kind is not CallerKind.USER:
        raise ValidationError(_MUST_NAME_A_USER)
    return user_or_caller(caller, user_name=user_name)


def calling_user(caller: Caller, **_: Any) -> Found[User]:
    """The caller itself, for what only IAM users do. Raises InvalidUserType for all others."""
    if caller.kind is not CallerKind.USER:
        raise InvalidUserType("Only IAM Users can change their own password")
    return user_or_caller(caller)


def user_for_a_link(caller: Caller, *, user_name: str, **_: Any) -> Found[User]:
    """A user who is to set a password: its first, which is more than to set another."""
    found = user(caller, user_name=user_name)
    if hasattr(found.row, "login_profile"):
        return found
    return replace(found, also=(Further(found.arn, "iam:CreateLoginProfile"),))


def user_to_rename(
    caller: Caller,
    *,
    user_name: str,
    new_user_name: str | None,
    new_path: str | None,
    **_: Any,
) -> Found[User]:
    """A user and the ARN it is to have: the caller must be allowed to act on both."""
    found = user(caller, user_name=user_name)
    path = new_path or found.row.path
    name = new_user_name or user_name
    renamed = f"arn:aws:iam::{caller.account_id}:user{path}{name}"
    return Found(
        arn=found.arn,
        row=found.row,
        missing=found.missing,
        tags=found.tags,
        context=found.context,
        also=(Further(renamed),),
    )


def new_user(
    caller: Caller, *, user_name: str, path: str = "/", tags: tuple[Tag, ...] = (), **_: Any
) -> Found[None]:
    arn = f"arn:aws:iam::{caller.account_id}:user{path}{user_name}"
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagUser", tags))


def users_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:user{path_prefix}", row=None)


def users_searched(
    caller: Caller,
    *,
    group_name: str = "",
    policy_arn: str = "",
    boundary: str = "",
    tag: str = "",
    policy_trait: str = "",
    **_: Any,
) -> Found[None]:
    """Users in a list. Who has a group, policy, boundary or tag is for those who may see that.

    What policies say is for those who may read all of them.
    """
    also = []
    if group_name:
        group = queries.group_named(caller.account_id, group_name)
        arn = group.arn if group else f"arn:aws:iam::{caller.account_id}:group/{group_name}"
        also.append(Further(arn, "iam:GetGroup"))
    if policy_arn:
        also.append(Further(policy_arn, "iam:ListEntitiesForPolicy"))
    each = f"arn:aws:iam::{caller.account_id}:user/*"
    if boundary:
        also.append(Further(each, "iam:GetUser"))
    if tag:
        also.append(Further(each, "iam:ListUserTags"))
    if policy_trait:
        also.append(EVERY_POLICY)
    return replace(users_under(caller), also=tuple(also))


def found_user(row: User) -> Found[User]:
    return Found(arn=row.arn, row=row, tags=row.tags, context=bounds_of(row))
