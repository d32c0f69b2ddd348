"""The Security Token Service in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import people
from tests.sessions import message_for

if TYPE_CHECKING:
    from tests.contracts.world import World

TASK = {"descriptor_arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}
VALUES: dict[str, Any] = {
    "encoded_message": "none of ours",
    "name": "sam",
    "role_arn": f"arn:aws:iam::{people.ACCOUNT}:role/none",
    "role_session_name": "mine",
    "target_principal": "999988887777",
    "task_policy_arn": TASK,
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """A role that alice may take on, and a message encoded for the account."""
    trusted = f"arn:aws:iam::{world.account.id}:root"
    role = people.make_role(world.account, f"taken-{world.dave.name}", trusted)
    return {
        "encoded_message": message_for(world.account.id, text),
        "name": "sam",
        "role_arn": role.arn,
        "role_session_name": "mine",
        "target_principal": "999988887777",
        "task_policy_arn": TASK,
    }


def calls(world: World) -> dict[str, dict[str, Any]]:
    """A federated user's tags and policies are told nowhere."""
    untold: dict[str, Any] = {"tags": None, "token_code": None, "serial_number": None}
    once = untold | {"duration_seconds": 900, "policy": people.document(people.allow("s3:*"))}
    return {
        "AssumeRole": once | {"transitive_tag_keys": None},
        "GetFederationToken": once,
        "GetSessionToken": once,
    }
