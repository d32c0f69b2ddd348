"""Why a call was refused, sealed: whoever is refused can hand it on and learns nothing from it.

DecodeAuthorizationMessage opens it for those in the account who may ask. The form is that of the
messages AWS's services send (`allowed`, `explicitDeny`, `matchedStatements`, `context`), with
`explanation`, the decision in sentences, beside it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from iamconsole.sealing import open_sealed_bytes, seal_bytes
from policies.engine import Decision, StatementPlace, Verdict, explain

MAX_CHARACTERS = 10_240


def encoded(decision: Decision, account_id: str, caller_id: str) -> str:
    """The message about a decision, for the account whose policies made it.

    Conditions are left out of one that would be too long to be sent back.
    """
    request, told = decision.request, explain(decision)
    message: dict[str, Any] = {
        "allowed": decision.allowed,
        "explicitDeny": decision.verdict is Verdict.EXPLICITLY_DENIED,
        "matchedStatements": _items(map(_statement, told.statements)),
        "explanation": list(told.sentences),
        "context": {
            "principal": {"id": caller_id, "arn": request.principal.arn},
            "action": request.action,
            "resource": request.resource,
            "conditions": _items(
                {"key": key, "values": _items({"value": value} for value in _several(values))}
                for key, values in sorted(request.context.items())
            ),
        },
    }
    sealed = _sealed(message, account_id)
    if len(sealed) > MAX_CHARACTERS:
        message["context"]["conditions"] = _items(())
        sealed = _sealed(message, account_id)
    return sealed


def decoded(message: str, account_id: str) -> str:
    """The message as JSON. Raises CannotOpen for one that was not made for the account."""
    return zlib.decompress(open_sealed_bytes(message, _owner(account_id))).decode()


def _sealed(message: Mapping[str, Any], account_id: str) -> str:
    return seal_bytes(zlib.compress(json.dumps(message).encode(), 9), _owner(account_id))


def _statement(place: StatementPlace) -> dict[str, Any]:
    return {
        "statementId": place.sid or "",
        "effect": place.effect.upper(),
        "policy": place.policy,
        "policyArn": place.policy_arn,
        "line": place.line,
        "column": place.column,
    }


def _items(items: Iterable[Any]) -> dict[str, list[Any]]:
    return {"items": list(items)}


def _several(values: Any) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _owner(account_id: str) -> str:
    return f"authorization_message:{account_id}"
