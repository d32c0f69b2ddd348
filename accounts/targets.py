"""How an operation's parameters name the thing it acts on."""

from __future__ import annotations

from typing import Any

from accounts import queries
from accounts.models import AccessKey, Account, Group, GroupMembership, User
from iamconsole.caller import Caller, CallerKind, Found
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError

_MUST_NAME_A_USER = "Must specify userName when calling with non-User credentials"


def account(caller: Caller, **_: Any) -> Found[Account]:
    """The caller's own account, for actions that name no resource."""
    return Found(arn="*", row=Account(id=caller.account_id))


def anything(caller: Caller, **_: Any) -> Found[None]:
    """Nothing in particular."""
    return Found(arn="*", row=None)


def user(caller: Caller, *, user_name: str, **_: Any) -> Found[User]:
    """An existing user. A missing one is authorized too, so that names do not leak."""
    row = queries.user_named(caller.account_id, user_name)
    if row is None:
        return Found(
            arn=f"arn:aws:iam::{caller.account_id}:user/{user_name}",
            row=User(),
            missing=NoSuchEntity(f"The user with name {user_name} cannot be found."),
        )
    return _found_user(row)


def user_or_caller(caller: Caller, *, user_name: str | None = None, **_: Any) -> Found[User]:
    """The named user; the caller where none is named.

    Raises ValidationError for a nameless call by someone who is neither a user nor root.
    """
    if user_name is not None:
        return user(caller, user_name=user_name)
    if caller.kind is CallerKind.ROOT:
        return _found_user(queries.root_of(caller.account_id))
    row = queries.user_with_id(caller.account_id, caller.unique_id)
    if row is None:
        raise ValidationError(_MUST_NAME_A_USER)
    return _found_user(row)


def user_or_calling_user(caller: Caller, *, user_name: str | None = None, **_: Any) -> Found[User]:
    """The named user, or the caller if it is one: root's own password is not managed this way."""
    if user_name is None and caller.kind is not CallerKind.USER:
        raise ValidationError(_MUST_NAME_A_USER)
    return user_or_caller(caller, user_name=user_name)


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
        arn=found.arn, row=found.row, missing=found.missing, tags=found.tags, also=(renamed,)
    )


def new_user(caller: Caller, *, user_name: str, path: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:user{path}{user_name}", row=None)


def users_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:user{path_prefix}", row=None)


def group(caller: Caller, *, group_name: str, **_: Any) -> Found[Group]:
    """An existing group. A missing one is authorized too."""
    row = queries.group_named(caller.account_id, group_name)
    if row is None:
        return Found(
            arn=f"arn:aws:iam::{caller.account_id}:group/{group_name}",
            row=Group(),
            missing=NoSuchEntity(f"The group with name {group_name} cannot be found."),
        )
    return Found(arn=row.arn, row=row)


def membership(
    caller: Caller, *, group_name: str, user_name: str, **_: Any
) -> Found[GroupMembership]:
    """A user's place in a group, taken or not. AWS misses the user before the group."""
    found_group = group(caller, group_name=group_name)
    found_user = user(caller, user_name=user_name)
    return Found(
        arn=found_group.arn,
        row=GroupMembership(
            account_id=caller.account_id, group=found_group.row, user=found_user.row
        ),
        missing=found_user.missing or found_group.missing,
    )


def group_to_rename(
    caller: Caller,
    *,
    group_name: str,
    new_group_name: str | None,
    new_path: str | None,
    **_: Any,
) -> Found[Group]:
    """A group and the ARN it is to have."""
    found = group(caller, group_name=group_name)
    path = new_path or found.row.path
    name = new_group_name or group_name
    renamed = f"arn:aws:iam::{caller.account_id}:group{path}{name}"
    return Found(arn=found.arn, row=found.row, missing=found.missing, also=(renamed,))


def new_group(caller: Caller, *, group_name: str, path: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:group{path}{group_name}", row=None)


def groups_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:group{path_prefix}", row=None)


def owner_of_key(caller: Caller, *, access_key_id: str, **_: Any) -> Found[AccessKey]:
    """The user a key belongs to. An unknown key and another account's are refused alike."""
    shown = f"access key {access_key_id}"
    row = queries.key_with_id(caller.account_id, access_key_id)
    if row is None:
        denied = AccessDenied(
            f"User: {caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: {shown}"
        )
        nobody = f"arn:aws:iam::{caller.account_id}:user/*"
        return Found(arn=nobody, row=AccessKey(), shown=shown, missing=denied)
    return Found(arn=row.user.arn, row=row, shown=shown, tags=row.user.tags)


def _found_user(row: User) -> Found[User]:
    return Found(arn=row.arn, row=row, tags=row.tags)
