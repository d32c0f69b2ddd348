"""The actions that are this directory's alone, made known to the catalogue of services."""

from __future__ import annotations

from typing import Any

from iamconsole.gate import Operation, operations
from policies.engine import catalog
from policies.engine.catalog import Action, ResourceType, Service, Target

PREFIX = "iamconsole"

_ARN = "arn:${Partition}:iam::${Account}:"
# What an action touches shows in the names of its operation's parameters.
_TARGETS = {
    "user_name": ResourceType("user", f"{_ARN}user/${{UserNameWithPath}}"),
    "group_name": ResourceType("group", f"{_ARN}group/${{GroupNameWithPath}}"),
    "open_id_connect_provider_arn": ResourceType(
        "oidc-provider", f"{_ARN}oidc-provider/${{OidcProviderName}}"
    ),
    "policy_arn": ResourceType("policy", f"{_ARN}policy/${{PolicyNameWithPath}}"),
}


def register() -> None:
    """Let policies be checked and summed up with the directory's own actions among AWS's."""
    own = [op for op in operations if op.action.startswith(f"{PREFIX}:")]
    actions = {action.name.lower(): action for action in map(_action, own)}
    types = {one.name: one for one in _TARGETS.values()}
    catalog.register(Service(PREFIX, "IAM Console", actions, types))


def _action(op: Operation[Any, Any]) -> Action:
    touched = (one for name, one in _TARGETS.items() if name in op.members)
    return Action(
        service=PREFIX,
        name=op.action.partition(":")[2],
        level="Read" if op.is_read else "Write",
        description=op.summary,
        targets=tuple(Target(one.name, is_required=True) for one in touched),
    )
