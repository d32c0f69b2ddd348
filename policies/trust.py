"""Trust policies: whom a role's document names, and who they are.

Like AWS, the directory keeps the unique id of every user and role that a trust policy names (B-7).
A renamed principal stays trusted; one that is deleted and made again is somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from accounts import queries
from accounts.models import Role
from iamconsole.errors import MalformedPolicyDocument


def ids_named_in(document: str) -> dict[str, str]:
    """The unique id of each user and role that a document names, by its ARN or by the id itself.

    Raises MalformedPolicyDocument for a name of nobody (G-40).
    """
    ids: dict[str, str] = {}

    def look_up(name: str) -> str:
        if _names_an_identity(name):
            unique_id = _unique_id_of(name) if name.isprintable() else None
            if unique_id is None:
                raise MalformedPolicyDocument(f'Invalid principal in policy: "AWS":"{name}"')
            ids[name] = unique_id
        return name

    _with_principals(document, look_up)
    return ids


def _unique_id_of(name: str) -> str | None:
    """Whose name it is: an ARN's, or an id's that somebody has."""
    if ":" in name:
        return queries.unique_id_of(name)
    return name if queries.arns_of([name]) else None


def by_id(document: str, trusted: Mapping[str, str]) -> str:
    """The document as it is decided with: unique ids in place of the ARNs they stand for."""
    if not trusted:
        return document
    return _with_principals(document, lambda arn: trusted.get(arn, arn))


def lets_anybody_in(document: str) -> bool:
    """Whether a stored trust policy allows everybody there is, be it under conditions."""
    statements = _listed(json.loads(document)["Statement"])
    return any("*" in _aws_names(one) for one in statements if one["Effect"] == "Allow")


def _aws_names(statement: Mapping[str, Any]) -> list[Any]:
    principal = statement.get("Principal")
    return _listed(principal.get("AWS", []) if isinstance(principal, dict) else principal)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def shown(roles: Iterable[Role]) -> dict[str, str]:
    """The roles' documents as they are read, by the roles' ids, at the cost of one.

    They name everyone by today's ARN, and who is gone by the id alone.
    """
    every = tuple(roles)
    arns = queries.arns_of({unique_id for role in every for unique_id in role.trusted.values()})
    return {role.role_id: _shown(role, arns) for role in every}


def shown_of(role: Role) -> str:
    """One role's document as it is read."""
    return shown([role])[role.role_id]


def _shown(role: Role, arns: Mapping[str, str]) -> str:
    if all(arns.get(unique_id) == arn for arn, unique_id in role.trusted.items()):
        return role.trust_policy
    now = {arn: arns.get(unique_id, unique_id) for arn, unique_id in role.trusted.items()}
    return _with_principals(role.trust_policy, lambda arn: now.get(arn, arn))


def _names_an_identity(principal: str) -> bool:
    if principal.startswith(("AIDA", "AROA")):
        return ":" not in principal
    resource = principal.split(":", 5)[-1]  # a path may hold colons too
    return principal.startswith("arn:aws:iam::") and resource.startswith(("user/", "role/"))


def _with_principals(document: str, change: Callable[[str], str]) -> str:
    """The document with `change` made to every entry of its AWS principals."""
    # Numbers stay as they are written: conditions compare them as text.
    policy = json.loads(document, parse_float=str, parse_int=str)
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
