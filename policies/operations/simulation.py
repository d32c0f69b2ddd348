from __future__ import annotations

import re

from accounts.names import Marker, MaxItems
from accounts.targets import anything
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput
from iamconsole.gate import operation
from policies import access
from policies.authorizer import may_read_policies
from policies.engine import Kind, Principal, PrincipalKind, Simulation, keys_asked_for
from policies.engine.match import glob
from policies.holdings import Held, Holdings
from policies.names import (
    ActionNames,
    ContextEntries,
    OrganizationLevels,
    PolicyDocument,
    PolicyDocuments,
    PolicyExclusion,
    PolicyExclusions,
    ResourceHandling,
    ResourceName,
    ResourceNames,
    SourceArn,
)
from policies.operations.simulating import (
    all_sent,
    answer,
    as_caller,
    boundary_sent,
    caller_named,
    held_by,
    policies_of,
    question,
    ready,
    tags_of,
)
from policies.rules import Holder
from policies.shapes import ContextKeysResult, SimulationResult
from policies.targets import policy_source


@operation(on=anything)
def simulate_custom_policy(
    call: Call[None],
    *,
    policy_input_list: PolicyDocuments,
    permissions_boundary_policy_input_list: PolicyDocuments | None = None,
    ordered_organization_policy_input_list: OrganizationLevels | None = None,
    action_names: ActionNames,
    resource_arns: ResourceNames | None = None,
    resource_policy: PolicyDocument | None = None,
    resource_owner: ResourceName | None = None,
    caller_arn: ResourceName | None = None,
    context_entries: ContextEntries | None = None,
    resource_handling_option: ResourceHandling | None = None,
    max_items: MaxItems = 100,
    marker: Marker | None = None,
) -> SimulationResult:
    """Say what the policies given would allow, without anything being done."""
    if resource_policy and not caller_arn:
        raise InvalidInput("CallerArn is required with a ResourcePolicy.")
    levels = ordered_organization_policy_input_list or ()
    scps = (level.service_control_policy_input_list or () for level in levels)
    simulation = Simulation(
        identity=all_sent("PolicyInputList", policy_input_list, Kind.IDENTITY),
        boundary=boundary_sent(permissions_boundary_policy_input_list),
        organization=tuple(all_sent("ServiceControlPolicy", one, Kind.SCP) for one in scps),
        caller=caller_named(caller_arn) if caller_arn else Principal(PrincipalKind.USER),
        **question(call.params),
    )
    return answer(call, simulation, shows_policies=True)


@operation(on=policy_source)
def simulate_principal_policy(
    call: Call[Holder],
    *,
    policy_source_arn: SourceArn,
    policy_input_list: PolicyDocuments | None = None,
    permissions_boundary_policy_input_list: PolicyDocuments | None = None,
    policy_exclusion_list: PolicyExclusions | None = None,
    action_names: ActionNames,
    resource_arns: ResourceNames | None = None,
    resource_policy: PolicyDocument | None = None,
    resource_owner: ResourceName | None = None,
    caller_arn: ResourceName | None = None,
    context_entries: ContextEntries | None = None,
    resource_handling_option: ResourceHandling | None = None,
    max_items: MaxItems = 100,
    marker: Marker | None = None,
) -> SimulationResult:
    """Say what the policies of a user, group or role would allow, without anything being done."""
    held = _without(held_by(call.target), policy_exclusion_list or (), call.target)
    extra = all_sent("PolicyInputList", policy_input_list or (), Kind.IDENTITY)
    own = policies_of(held)
    simulation = Simulation(
        identity=(*own["identity"], *extra),
        boundary=boundary_sent(permissions_boundary_policy_input_list) or own["boundary"],
        caller=caller_named(caller_arn) if caller_arn else as_caller(call.target),
        **question(call.params, tags_of(call.target)),
    )
    return answer(call, simulation, shows_policies=may_read_policies(call))


@operation(on=anything)
def get_context_keys_for_custom_policy(
    call: Call[None], *, policy_input_list: PolicyDocuments
) -> ContextKeysResult:
    """List the context keys that the policies given ask for."""
    inputs = all_sent("PolicyInputList", policy_input_list, Kind.IDENTITY)
    return ContextKeysResult(context_key_names=keys_asked_for(policy for policy, _ in inputs))


@operation(on=policy_source)
def get_context_keys_for_principal_policy(
    call: Call[Holder],
    *,
    policy_source_arn: SourceArn,
    policy_input_list: PolicyDocuments | None = None,
) -> ContextKeysResult:
    """List the context keys that the policies of a user, group or role ask for, and those given."""
    own = (ready(one, Kind.IDENTITY)[0] for one in access.held_by(call.target))
    extra = all_sent("PolicyInputList", policy_input_list or (), Kind.IDENTITY)
    return ContextKeysResult(context_key_names=keys_asked_for((*own, *(one for one, _ in extra))))


def _without(held: Holdings, exclusions: tuple[PolicyExclusion, ...], source: Holder) -> Holdings:
    for each in exclusions:
        _refuse_unclear(each)
    kept = (
        one for one in held.identity if not any(_excludes(each, one, source) for each in exclusions)
    )
    bound = held.boundary
    is_freed = any(
        one.policy_type == "permission-boundary" or (bound and _names(one.policy_arn, bound.arn))
        for one in exclusions
    )
    return Holdings(identity=tuple(kept), boundary=None if is_freed else bound)


# AWS allows wildcards in the name of a policy, and nowhere before it.
_POLICY_ARN = re.compile(r"arn:[a-z-]+:iam::(?:aws|[0-9]{12}):policy/.+")


def _refuse_unclear(exclusion: PolicyExclusion) -> None:
    """A policy identifier is a union, and its ARN has one star at most."""
    arn = exclusion.policy_arn
    ways = [exclusion.policy_type, arn, exclusion.inline_policy_identifier]
    if ways.count(None) != len(ways) - 1:
        raise InvalidInput(
            "A policy identifier is exactly one of PolicyType, PolicyArn and "
            "InlinePolicyIdentifier."
        )
    if arn and (arn.count("*") > 1 or not _POLICY_ARN.fullmatch(arn)):
        raise InvalidInput(
            f"Invalid PolicyArn: {arn} is not the ARN of managed policies, with one star at most "
            "and only in its last part."
        )


def _names(pattern: str | None, arn: str | None) -> bool:
    return pattern is not None and arn is not None and glob(pattern).matches(arn)


def _excludes(exclusion: PolicyExclusion, held: Held, source: Holder) -> bool:
    if exclusion.policy_arn:
        return _names(exclusion.policy_arn, held.arn)
    if named := exclusion.inline_policy_identifier:
        holder = held.via or source.arn
        kind = holder.split(":", 5)[5].partition("/")[0]
        at = (kind, holder.rpartition("/")[2])
        wanted = (named.attachment_type, named.attachment_name)
        return held.arn is None and held.name == named.policy_name and at == wanted
    return exclusion.policy_type == _type_of(held)


def _type_of(held: Held) -> str:
    if held.arn is None:
        return "inline"
    return "aws-managed" if held.arn.startswith("arn:aws:iam::aws:") else "user-managed"
