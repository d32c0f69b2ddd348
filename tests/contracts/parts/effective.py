"""What somebody may do in the end, in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import people

if TYPE_CHECKING:
    from tests.contracts.world import World

_READING = people.document(people.allow("s3:GetObject"))
_SEALING = people.document(people.deny("s3:GetObject") | {"Principal": "*"})

VALUES: dict[str, Any] = {
    "attach_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    "detach_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    "join_groups": ["crew"],
    "leave_groups": ["crew"],
    "delete_inline_policies": ["inline"],
    "is_unbounded": False,
    "principal": "arn:aws:iam::444455556666:user/mallory",
    "other_group_name": "crew",
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
        "other_group_name": f"ghosts-{world.crew.name}",
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
        "SimulateLimitedAccess": {
            "session_policy": None,
            "session_policy_arns": None,
            "permissions_boundary_policy_input_list": [_READING],
            "ordered_organization_policy_input_list": [
                {"service_control_policy_input_list": [_READING]}
            ],
            "resource_control_policy_input_list": [_SEALING],
            "resource_policy": None,
        },
        "SimulateRoleTrust": {
            "policy_document": people.trusting(AWS=world.dave.arn),
            "role_arn": f"arn:aws:iam::{world.account.id}:role/driver",
            "principal": world.dave.arn,
            "context_entries": None,
        },
    }
