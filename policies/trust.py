"""Trust policies: whom a role's document names, and who they are.

Like AWS, the directory keeps the unique id of every user and role that a trust policy names (B-7).
A renamed principal stays trusted; one that is deleted and made again is somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from accounts import queries
from accounts.models import Role
from iamconsole.errors import MalformedPolicyDocument


def ids_named_in(document: str) -> dict[str, str]:
    """The unique id of each user and role whose ARN a document names.

    Raises MalformedPolicyDocument for an ARN of nobody (G-40).
    """
    ids: dict[str, str] = {}

    def look_up(arn: str) -> str:
        if _names_an_identity(arn):
            unique_id = queries.unique_id_of(arn)
            if unique_id is None:
                raise MalformedPolicyDocument(f'Invalid principal in policy: "AWS":"{arn}"')
            ids[arn] = unique_id
        return arn

    _with_principals(document, look_up)
    return ids


def by_id(document: str, trusted: Mapping[str, str]) -> str:
    """The document as it is decided with: unique ids in place of the ARNs they stand for."""
    if not trusted:
        return document
    return _with_principals(document, lambda arn: trusted.get(arn, arn))


def shown(role: Role) -> str:
    """The document as it is read: today's ARN of everyone it names, the id of who is gone."""
    arns = queries.arns_of(set(role.trusted.values()))
    if all(arns.get(unique_id) == arn for arn, unique_id in role.trusted.items()):
        return role.trust_policy
    now = {arn: arns.get(unique_id, unique_id) for arn, unique_id in role.trusted.items()}
    return _with_principals(role.trust_policy, lambda arn: now.get(arn, arn))


def _names_an_identity(principal: str) -> bool:
    front, _, resource = principal.rpartition(":")
    return front.startswith("arn:aws:iam::") and resource.startswith(("user/", "role/"))


def _with_principals(document: str, change: Callable[[str], str]) -> str:
    """The document with `change` made to every entry of its AWS principals."""
    policy = json.loads(document)
    statements = policy["Statement"]
    for statement in [statements] if isinstance(statements, dict) else statements:
        principal = statement.get("Principal")
        if isinstance(principal, dict) and "AWS" in principal:
            principal["AWS"] = _changed(principal["AWS"], change)
    return json.dumps(policy)


def _changed(entries: Any, change: Callable[[str], str]) -> Any:
    if isinstance(entries, str):
        return change(entries)
    return [change(entry) for entry in entries]
