from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.models import Role
from accounts.names import Marker, MaxItems, SessionPolicy
from iamconsole.caller import Call
from iamconsole.errors import AccessDenied, InvalidInput, MalformedPolicyDocument
from iamconsole.gate import operation
from policies import holdings
from policies.authorizer import may_read_policies
from policies.effective import Reader
from policies.engine import Kind, Simulation, Sourced
from policies.holdings import Held, Holdings
from policies.names import (
    ActionNames,
    ContextEntries,
    OrganizationLevels,
    PolicyDocument,
    PolicyDocuments,
    ResourceNames,
    SessionArns,
    SourceArn,
)
from policies.operations.simulating import (
    all_sent,
    answer,
    as_caller,
    boundary_sent,
    held_by,
    policies_of,
    question,
    ready,
    sent,
    tags_of,
)
from policies.rules import Holder
from policies.shapes import SimulationResult
from policies.targets import policy_source

# AWS attaches it to everything in an organization, and nobody can detach it.
_RESOURCE_CONTROL_BASE = (
    '{"Version":"2012-10-17","Statement":'
    '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}'
)


@operation(on=policy_source, service="iamconsole", action="iam:SimulatePrincipalPolicy")
def simulate_limited_access(
    call: Call[Holder],
    *,
    policy_source_arn: SourceArn,
    policy_input_list: PolicyDocuments = (),
    permissions_boundary_policy_input_list: PolicyDocuments = (),
    session_policy: SessionPolicy | None = None,
    session_policy_arns: SessionArns = (),
    ordered_organization_policy_input_list: OrganizationLevels = (),
    resource_control_policy_input_list: PolicyDocuments = (),
    action_names: ActionNames,
    resource_arns: ResourceNames = (),
    resource_policy: PolicyDocument | None = None,
    context_entries: ContextEntries = (),
    max_items: MaxItems = 100,
    marker: Marker | None = None,
) -> SimulationResult:
    """Say what a principal might do within organization policies, and a role in a cut session.

    Managed session policies are for those who may read them. Resource control policies stand beside
    RCPFullAWSAccess, as they do everywhere.
    """
    own = policies_of(held_by(call.target))
    levels = (
        one.service_control_policy_input_list or ()
        for one in ordered_organization_policy_input_list
    )
    simulation = Simulation(
        identity=(
            *own["identity"],
            *all_sent("PolicyInputList", policy_input_list, Kind.IDENTITY),
        ),
        boundary=boundary_sent(permissions_boundary_policy_input_list) or own["boundary"],
        session=tuple(_session(call)),
        organization=tuple(all_sent("ServiceControlPolicy", one, Kind.SCP) for one in levels),
        resource_control=tuple(_resource_control(resource_control_policy_input_list)),
        caller=as_caller(call.target),
        **question(call.params, tags_of(call.target)),
    )
    return answer(call, simulation, shows_policies=may_read_policies(call))


def _session(call: Call[Any]) -> Iterator[Sourced]:
    """The policies that cut the session.

    Raises InvalidInput where there is no session, AccessDenied for a policy that the caller may not
    read, MalformedPolicyDocument for one that is not there, as AssumeRole does.
    """
    text, arns = call.params["session_policy"], call.params["session_policy_arns"]
    if (text or arns) and not isinstance(call.target, Role):
        raise InvalidInput("Session policies are simulated for roles, whose sessions they cut.")
    if text:
        yield sent("SessionPolicy", text, Kind.SESSION)
    _refuse_unreadable(call, arns)
    for arn in arns:
        found = holdings.held_by_arn(call.account_id, [arn])
        if not found:
            raise MalformedPolicyDocument(f"Policy {arn} does not exist or is not attachable.")
        yield ready(found[0], Kind.SESSION)


def _refuse_unreadable(call: Call[Any], arns: SessionArns) -> None:
    named = tuple(Held(name=arn.rpartition("/")[2], document="", arn=arn) for arn in arns)
    unread = Reader(call).readable(Holdings(identity=named, boundary=None), None).unread
    for one in unread[:1]:
        raise AccessDenied(
            f"User: {call.caller.arn} is not authorized to perform: {one.action} "
            f"on resource: {one.resource}",
            action=one.action,
            resource=one.resource,
        )


def _resource_control(documents: PolicyDocuments) -> Iterator[tuple[Sourced, ...]]:
    if documents:
        base = sent("RCPFullAWSAccess", _RESOURCE_CONTROL_BASE, Kind.RCP)
        yield (*all_sent("ResourceControlPolicy", documents, Kind.RCP), base)
