"""How an operation's parameters name the thing it acts on."""

from accounts.targets.account import account, anything
from accounts.targets.credentials import owner_of_key
from accounts.targets.groups import group, group_to_rename, groups_under, membership, new_group
from accounts.targets.users import (
    new_user,
    user,
    user_or_caller,
    user_or_calling_user,
    user_to_rename,
    users_under,
)

__all__ = [
    "account",
    "anything",
    "group",
    "group_to_rename",
    "groups_under",
    "membership",
    "new_group",
    "new_user",
    "owner_of_key",
    "user",
    "user_or_caller",
    "user_or_calling_user",
    "user_to_rename",
    "users_under",
]
