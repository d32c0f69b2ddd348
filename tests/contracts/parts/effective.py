"""What somebody may do in the end, in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {
    "attach_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    "detach_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    "join_groups": ["crew"],
    "leave_groups": ["crew"],
    "delete_inline_policies": ["inline"],
    "is_unbounded": False,
    "mfa": "none",
    "key": "any",
    "key_older_than": 90,
    "key_unused_for": 90,
    "password_older_than": 90,
    "password_unused_for": 90,
    "has_policies": "any",
    "boundary": "any",
    "tag": "team",
    "trusts_anybody": False,
    "unused_for": 90,
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """Name what is there already."""
    return VALUES | {
        "attach_policy_arns": [world.idle.arn],
        "detach_policy_arns": [world.deploy.arn],
        "join_groups": [f"ghosts-{world.crew.name}"],
        "leave_groups": [world.crew.name],
        "delete_inline_policies": [names.get("inline", "inline")],
    }


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    return {
        "SearchUsers": {
            "status": "active",
            "password": "any",
            "path_prefix": "/",
            "group_name": world.crew.name,
        },
    }
