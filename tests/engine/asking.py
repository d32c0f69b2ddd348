"""Short forms for tests that need the engine's own values rather than JSON."""

import json
from typing import Any

from policies.engine import (
    Decision,
    Kind,
    Layers,
    PolicySet,
    Principal,
    PrincipalKind,
    Request,
    Source,
    compile,
    decide,
    parse,
)

ACCOUNT = "111122223333"
ALICE = Principal(PrincipalKind.USER, f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT)
DEPLOY = f"arn:aws:iam::{ACCOUNT}:role/eng/deploy"
DEPLOYER = Principal(
    PrincipalKind.ROLE_SESSION,
    f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/s",
    ACCOUNT,
    role_arn=DEPLOY,
)


def policies(kind: Kind, *statements: dict[str, Any], name: str = "") -> PolicySet:
    """A layer of one policy, called `Mine` and written over many lines, or of none."""
    if not statements:
        return compile([], name)
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)
    arn = f"arn:aws:iam::{ACCOUNT}:policy/Mine"
    return compile([(parse(text), Source(kind, "Mine", arn))], name)


def allow(action: str = "*", resource: str = "*", **others: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **others}


def deny(action: str = "*", resource: str = "*", **others: Any) -> dict[str, Any]:
    return {**allow(action, resource, **others), "Effect": "Deny"}


def ask(
    *statements: dict[str, Any],
    principal: Principal = ALICE,
    action: str = "s3:GetObject",
    on: str = "arn:aws:s3:::box/thing",
    context: dict[str, Any] | None = None,
    **layers: Any,
) -> Decision:
    """What these identity statements, and the other layers, decide."""
    request = Request(principal, action, on, ACCOUNT, context or {})
    return decide(request, Layers(policies(Kind.IDENTITY, *statements), **layers))
