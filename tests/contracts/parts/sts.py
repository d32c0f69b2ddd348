"""The Security Token Service in the contract tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from iamconsole.sealing import seal
from tests import people

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {
    "encoded_message": "none of ours",
    "name": "sam",
    "role_arn": f"arn:aws:iam::{people.ACCOUNT}:role/none",
    "role_session_name": "mine",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """A role that alice may take on, and a message encoded for the account."""
    trusted = f"arn:aws:iam::{world.account.id}:root"
    role = people.make_role(world.account, f"taken-{world.dave.name}", trusted)
    told = json.dumps({"allowed": False, "text": text})
    return {
        "encoded_message": seal(told, f"authorization_message:{world.account.id}"),
        "name": "sam",
        "role_arn": role.arn,
        "role_session_name": "mine",
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
