from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.models import Role, User
from accounts.names import StsArn
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput
from iamconsole.gate import operation
from policies.authorizer import may_read_policies
from policies.engine import Kind, Principal, PrincipalKind, Simulation, principal_named, simulate
from policies.names import ContextEntries, PolicyDocument, ResourceName
from policies.operations.simulating import (
    as_caller,
    circumstances,
    held_by,
    policies_of,
    sent,
    tags_of,
)
from policies.shapes import SimulationResult
from policies.targets import role_taker

# What a principal's own account says is not known here: its answer is taken to be yes.
_ELSEWHERE = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}'
)


@operation(on=role_taker, service="iamconsole", action="iam:SimulateCustomPolicy")
def simulate_role_trust(
    call: Call[User | Role | None],
    *,
    policy_document: PolicyDocument,
    role_arn: StsArn,
    principal: ResourceName,
    context_entries: ContextEntries = (),
) -> SimulationResult:
    """Say whether somebody could take a role on if it had this trust policy.

    A user or role of the account is judged with its own policies; of anybody else only the trust
    policy is asked. Tags and a source identity in the context are actions of their own.
    """
    source = call.target
    taker = as_caller(source) if source else _named(principal, call.account_id)
    own = policies_of(held_by(source)) if source else _policies_elsewhere(taker)
    said = circumstances(context_entries, tags_of(source) if source else {})
    simulation = Simulation(
        **own,
        **said,
        actions=tuple(_actions(taker, {key.lower() for key in said["context"]})),
        resources=(role_arn,),
        trust=sent("PolicyDocument", policy_document, Kind.TRUST),
        caller=taker,
    )
    return SimulationResult(
        evaluation_results=tuple(simulate(simulation)),
        shows_policies=source is None or may_read_policies(call),
    )


def _named(name: str, account_id: str) -> Principal:
    """Who is no user or role of the account. Raises InvalidInput for who takes on no role."""
    try:
        found = principal_named(name)
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput(f"Invalid Principal: {name} is no user, role, service or provider.")
    if found.kind is PrincipalKind.ROOT:
        raise InvalidInput("Roles may not be assumed by root accounts. Name a user or a role.")
    if found.account == account_id and found.kind is not PrincipalKind.PROVIDER:
        raise InvalidInput(f"Invalid Principal: name the user or the role whose session {name} is.")
    return found


def _policies_elsewhere(taker: Principal) -> dict[str, Any]:
    if not taker.has_account:
        return {"identity": ()}
    return {"identity": (sent("policies of the other account", _ELSEWHERE, Kind.IDENTITY),)}


def _actions(taker: Principal, keys: set[str]) -> Iterator[str]:
    """What taking the role on asks to be allowed."""
    if taker.kind is not PrincipalKind.PROVIDER:
        yield "sts:AssumeRole"
    elif ":saml-provider/" in (taker.arn or ""):
        yield "sts:AssumeRoleWithSAML"
    else:
        yield "sts:AssumeRoleWithWebIdentity"
    if "sts:sourceidentity" in keys:
        yield "sts:SetSourceIdentity"
    if "sts:transitivetagkeys" in keys or any(key.startswith("aws:requesttag/") for key in keys):
        yield "sts:TagSession"
