from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.timezone import now

from accounts.models import Group, Role
from accounts.names import Marker, MaxItems
from accounts.targets import anything
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput, PolicyEvaluation
from iamconsole.gate import operation
from iamconsole.paging import computed_page
from policies import access, holdings
from policies.authorizer import may_read_policies
from policies.engine import (
    EvaluationResult,
    Kind,
    Malformed,
    Policy,
    Principal,
    PrincipalKind,
    Simulation,
    Source,
    Sourced,
    Unsimulatable,
    check,
    context_value,
    keys_asked_for,
    parse,
    principal_named,
    simulate,
)
from policies.holdings import Held, Holdings
from policies.names import (
    ActionNames,
    ContextEntries,
    ContextEntry,
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
from policies.rules import Holder, kind_of
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
        identity=_inputs("PolicyInputList", policy_input_list, Kind.IDENTITY),
        boundary=_boundary(permissions_boundary_policy_input_list),
        organization=tuple(_inputs("ServiceControlPolicy", one, Kind.SCP) for one in scps),
        caller=_caller(caller_arn) if caller_arn else Principal(PrincipalKind.USER),
        **_asked(call.params),
    )
    return _answer(call, simulation, shows_policies=True)


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
    held = _without(_holdings(call.target), policy_exclusion_list or (), call.target)
    extra = _inputs("PolicyInputList", policy_input_list or (), Kind.IDENTITY)
    given = _boundary(permissions_boundary_policy_input_list)
    bound = _ready(held.boundary, Kind.BOUNDARY) if held.boundary else None
    simulation = Simulation(
        identity=(*(_ready(one, Kind.IDENTITY) for one in held.identity), *extra),
        boundary=given or bound,
        caller=_caller(caller_arn) if caller_arn else _as_caller(call.target),
        **_asked(call.params, _tags(call.target)),
    )
    return _answer(call, simulation, shows_policies=may_read_policies(call))


@operation(on=anything)
def get_context_keys_for_custom_policy(
    call: Call[None], *, policy_input_list: PolicyDocuments
) -> ContextKeysResult:
    """List the context keys that the policies given ask for."""
    inputs = _inputs("PolicyInputList", policy_input_list, Kind.IDENTITY)
    return ContextKeysResult(context_key_names=keys_asked_for(policy for policy, _ in inputs))


@operation(on=policy_source)
def get_context_keys_for_principal_policy(
    call: Call[Holder],
    *,
    policy_source_arn: SourceArn,
    policy_input_list: PolicyDocuments | None = None,
) -> ContextKeysResult:
    """List the context keys that the policies of a user, group or role ask for, and those given."""
    own = (_ready(one, Kind.IDENTITY)[0] for one in access.held_by(call.target))
    extra = _inputs("PolicyInputList", policy_input_list or (), Kind.IDENTITY)
    return ContextKeysResult(context_key_names=keys_asked_for((*own, *(one for one, _ in extra))))


def _answer(call: Call[Any], simulation: Simulation, *, shows_policies: bool) -> SimulationResult:
    try:
        found = computed_page(call, simulate(simulation))
    except Unsimulatable as problem:
        raise InvalidInput(str(problem)) from None
    results: tuple[EvaluationResult, ...] = found.items
    return SimulationResult(
        evaluation_results=results,
        is_truncated=found.is_truncated,
        marker=found.marker,
        shows_policies=shows_policies,
    )


def _asked(params: Mapping[str, Any], tags: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What both simulations are asked alike."""
    document, owner = params["resource_policy"], params["resource_owner"]
    moment = now()
    return {
        "actions": params["action_names"],
        "resources": params["resource_arns"] or ("*",),
        "resource_policy": _input("ResourcePolicy", document, Kind.RESOURCE) if document else None,
        "resource_owner": _account(owner) if owner else None,
        "context": dict(_entries(params["context_entries"] or ())),
        "known": {
            "aws:CurrentTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:EpochTime": str(int(moment.timestamp())),
            **{f"aws:PrincipalTag/{key}": value for key, value in (tags or {}).items()},
        },
    }


def _entries(entries: Iterable[ContextEntry]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    seen = set()
    for entry in entries:
        name, values = entry.context_key_name or "", entry.context_key_values or ()
        if not name or name.lower() in seen:
            raise InvalidInput(f"Context key `{name}` is given without a name or twice.")
        seen.add(name.lower())
        many = "stringList" if len(values) != 1 else "string"
        try:
            yield name, context_value(entry.context_key_type or many, values)
        except Unsimulatable as problem:
            raise InvalidInput(str(problem)) from None


def _inputs(name: str, documents: Iterable[str], kind: Kind) -> tuple[Sourced, ...]:
    numbered = enumerate(documents, start=1)
    return tuple(_input(f"{name}.{number}", document, kind) for number, document in numbered)


def _input(name: str, document: str, kind: Kind) -> Sourced:
    try:
        return check(document, kind), Source(kind, name)
    except Malformed as problem:
        raise InvalidInput(f"Invalid policy in {name}: {problem.message}") from None


def _boundary(documents: tuple[str, ...] | None) -> Sourced | None:
    found = _inputs("PermissionsBoundaryPolicyInputList", documents or (), Kind.BOUNDARY)
    if len(found) > 1:
        raise InvalidInput("Only one permissions boundary can be simulated.")
    return found[0] if found else None


def _ready(held: Held, kind: Kind) -> tuple[Policy, Source]:
    try:
        policy = parse(held.document)
    except Malformed:
        raise PolicyEvaluation(f"The policy {held.name} cannot be read.") from None
    return policy, Source(kind=kind, name=held.name, arn=held.arn, via=held.via)


def _account(owner: str) -> str:
    """The account of ResourceOwner, which may also be written as an ARN."""
    account = owner.split(":")[4] if owner.count(":") >= 5 else owner
    if not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise InvalidInput(f"Invalid ResourceOwner: {owner} is not an account.")
    return account


def _caller(arn: str) -> Principal:
    fields = arn.split(":", 5)
    if len(fields) == 6 and fields[5].startswith("group/"):
        return Principal(PrincipalKind.USER, account=fields[4])
    try:
        found = principal_named(arn)
    except ValueError:
        found = None
    if found is None or found.kind not in (PrincipalKind.USER, PrincipalKind.ROLE):
        raise InvalidInput(f"Invalid CallerArn: {arn} is not the ARN of a user, group or role.")
    return found


def _as_caller(source: Holder) -> Principal:
    if isinstance(source, Group):
        return Principal(PrincipalKind.USER, account=source.account_id)
    kind = PrincipalKind.ROLE if isinstance(source, Role) else PrincipalKind.USER
    return Principal(kind, source.arn, source.account_id, unique_id=_unique_id(source))


def _tags(source: Holder) -> Mapping[str, str]:
    return {} if isinstance(source, Group) else source.tags


def _unique_id(source: Holder) -> str:
    unique_id: str = getattr(source, f"{kind_of(source)}_id")
    return unique_id


def _holdings(source: Holder) -> Holdings:
    return holdings.holdings_of(_unique_id(source))


def _without(held: Holdings, exclusions: tuple[PolicyExclusion, ...], source: Holder) -> Holdings:
    kept = (
        one for one in held.identity if not any(_excludes(each, one, source) for each in exclusions)
    )
    bound = held.boundary
    is_freed = any(
        one.policy_type == "permission-boundary" or (bound and one.policy_arn == bound.arn)
        for one in exclusions
    )
    return Holdings(identity=tuple(kept), boundary=None if is_freed else bound)


def _excludes(exclusion: PolicyExclusion, held: Held, source: Holder) -> bool:
    if exclusion.policy_arn:
        return held.arn == exclusion.policy_arn
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
