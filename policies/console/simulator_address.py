"""The simulator's addresses: of a question, and of the one that was answered by a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.urls import reverse

from iamconsole.caller import Caller, CallerKind
from iamconsole.errors import AccessDenied
from policies.engine import Decision, Kind
from policies.operations.authorization_details import get_account_authorization_details
from policies.operations.simulation import simulate_principal_policy

Values = str | Iterable[str]
_SIMULATED = (CallerKind.USER, CallerKind.ROLE_SESSION)


def simulator_address(
    principal: str = "",
    *,
    actions: Values = "",
    resources: Values = "",
    draft: str = "",
    context: Mapping[str, Values] | None = None,
) -> str:
    """The address that asks the simulator; without actions, the one that only names a principal."""
    asked = {"principal": principal, "actions": actions, "resources": resources, "draft": draft}
    given = {name: _lines(value) for name, value in (asked | dict(context or {})).items()}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('console-simulator')}?{query}"


def _lines(value: Values) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def address_of_refusal(refusal: AccessDenied, caller: Caller) -> str:
    """Where the simulator answers what was refused; empty for those who may not ask it that.

    Whoever may not read everything of the account is not told, by the way, what the target's
    tags and the like are: only the keys that the request itself brought go along.
    """
    decision: Decision | None = refusal.decision
    if decision is None or caller.kind not in _SIMULATED or not _can_be_repeated(decision, caller):
        return ""
    who = caller.principal_arn
    asked = {"policy_source_arn": who, "action_names": [refusal.action]}
    if not simulate_principal_policy.is_open_to(caller, **asked):
        return ""
    context = decision.request.context
    if not get_account_authorization_details.is_open_to(caller):
        context = {key: value for key, value in context.items() if _is_of_the_request(key)}
    return simulator_address(
        who, actions=refusal.action, resources=refusal.resource, context=context
    )


def _can_be_repeated(decision: Decision, caller: Caller) -> bool:
    """Whether nothing took part that a simulation of the principal leaves out."""
    if caller.is_enrolling:
        return False
    taking_part = (result.kind for result in decision.results if result.policies)
    return all(kind in (Kind.IDENTITY, Kind.BOUNDARY) for kind in taking_part)


def _is_of_the_request(key: str) -> bool:
    return key.startswith("aws:") and not key.startswith("aws:ResourceTag/")
