"""How parameters name a group."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts import queries
from accounts.models import Group, GroupMembership
from accounts.targets.users import user
from iamconsole.caller import Caller, Found, Further
from iamconsole.errors import NoSuchEntity


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
    return Found(arn=found.arn, row=found.row, missing=found.missing, also=(Further(renamed),))


def new_group(caller: Caller, *, group_name: str, path: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:group{path}{group_name}", row=None)


def groups_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:group{path_prefix}", row=None)


def group_of_members(caller: Caller, *, group_name: str, **_: Any) -> Found[Group]:
    """A group, for what its members may do: told to those who may see both of any user."""
    found = group(caller, group_name=group_name)
    users = Further(f"arn:aws:iam::{caller.account_id}:user/*", "iam:SimulatePrincipalPolicy")
    return replace(found, also=(Further(found.arn, "iam:GetGroup"), users))


def two_groups(caller: Caller, *, group_name: str, other_group_name: str, **_: Any) -> Found[Group]:
    """A group beside another, which must be open to the caller as well."""
    found, other = (group(caller, group_name=name) for name in (group_name, other_group_name))
    return replace(found, also=(Further(other.arn),), missing=found.missing or other.missing)
