"""What policies would decide, without anybody asking: on the same `decide` that enforces."""

from collections.abc import Iterable, Iterator, Mapping

from . import catalog
from .arn import split
from .arn_formats import resource_type_like
from .asked_keys import keys_asked_for
from .compile import PolicySet, compile
from .decide import Decision, Layers, Result, decide
from .document import Kind
from .principals import context_of
from .request import Principal, PrincipalKind, Request
from .simulation import (
    EVERY_RESOURCE,
    BoundaryDetail,
    EvalDecision,
    EvaluationResult,
    MatchedStatement,
    OrganizationsDetail,
    Position,
    ResourceSpecificResult,
    Simulation,
    Sourced,
    Unsimulatable,
)
from .statement import Rule
from .text import Place
from .variables import ContextValue
from .verdict import Verdict

MOST_RESULTS = 10_000  # actions times resources

_DECISIONS = {
    Verdict.ALLOWED: EvalDecision.ALLOWED,
    Verdict.IMPLICITLY_DENIED: EvalDecision.IMPLICIT_DENY,
    Verdict.EXPLICITLY_DENIED: EvalDecision.EXPLICIT_DENY,
}
_STRICTNESS = tuple(EvalDecision)
# What AWS calls a layer in its answers. Organization policies are never named there.
_SOURCE_TYPES = {
    Kind.IDENTITY: "IAM Policy",
    Kind.RESOURCE: "Resource Policy",
    Kind.BOUNDARY: "Permissions Boundary Policy",
}
_STATEMENT_TYPES = {**_SOURCE_TYPES, Kind.TRUST: "Trust Policy"}
_MATCHED = (Kind.IDENTITY, Kind.RESOURCE, Kind.TRUST)
# Keys every request has, whatever the simulation says.
_ALWAYS_THERE = frozenset(("aws:currenttime", "aws:epochtime"))


def simulate(simulation: Simulation) -> Iterator[EvaluationResult]:
    """Answer for each action in turn."""
    if len(simulation.actions) * len(simulation.resources) > MOST_RESULTS:
        raise Unsimulatable("There are too many actions and resources for one simulation.")
    for action in simulation.actions:
        _refuse_unclear(action)
    layers = _layers(simulation)
    missing = _missing(simulation)
    for action in simulation.actions:
        yield _evaluation(simulation, layers, action, missing)


def _refuse_unclear(action: str) -> None:
    service, _, name = action.partition(":")
    if not service or not name or "*" in action or "?" in action:
        raise Unsimulatable(f"Invalid action: `{action}` is not of the form `service:Operation`.")


def _layers(simulation: Simulation) -> Layers:
    # AWS does not simulate resource policies for roles.
    is_role = simulation.caller.kind is PrincipalKind.ROLE
    resource = simulation.trust or (None if is_role else simulation.resource_policy)
    return Layers(
        identity=compile(simulation.identity),
        boundary=compile((simulation.boundary,)) if simulation.boundary else None,
        session=compile(simulation.session) if simulation.session else None,
        resource=compile((resource,)) if resource else None,
        # AWS's simulator asks the policies it is given, and no role's or key's own.
        trusts_account=resource is None,
        scps=tuple(map(_level, simulation.organization)),
        rcps=tuple(map(_level, simulation.resource_control)),
    )


def _level(policies: tuple[Sourced, ...]) -> PolicySet:
    return compile(policies)


def _evaluation(
    simulation: Simulation, layers: Layers, action: str, missing: tuple[str, ...]
) -> EvaluationResult:
    decided = [
        (resource, decide(_request(simulation, action, resource), layers))
        for resource in simulation.resources
    ]
    strictest = max((_decision(one) for _, one in decided), key=_STRICTNESS.index)
    decisive = [one for _, one in decided if _decision(one) is strictest]
    return EvaluationResult(
        eval_action_name=action,
        eval_resource_name=_template(action, simulation.resources),
        eval_decision=strictest,
        matched_statements=_once(one for each in decisive for one in _matched(each)),
        missing_context_values=missing,
        organizations_decision_detail=_organizations(simulation, decided),
        permissions_boundary_decision_detail=_boundary([one for _, one in decided]),
        eval_decision_details=_details(simulation, [one for _, one in decided]),
        resource_specific_results=tuple(
            _on_resource(simulation, resource, one, missing)
            for resource, one in decided
            if resource != EVERY_RESOURCE
        ),
        decisions=tuple(one for _, one in decided),
    )


def _on_resource(
    simulation: Simulation, resource: str, decision: Decision, missing: tuple[str, ...]
) -> ResourceSpecificResult:
    return ResourceSpecificResult(
        eval_resource_name=resource,
        eval_resource_decision=_decision(decision),
        matched_statements=_once(_matched(decision)),
        missing_context_values=missing,
        eval_decision_details=_details(simulation, [decision]),
        permissions_boundary_decision_detail=_boundary([decision]),
    )


def _request(simulation: Simulation, action: str, resource: str) -> Request:
    known = catalog.action(action)
    owner = _owner(simulation, resource)
    given = {key.lower() for key in simulation.context}
    filled = {**context_of(simulation.caller, owner), **simulation.known}
    return Request(
        simulation.caller,
        action,
        resource,
        None if _is_nobody_known(simulation.caller) else owner,
        {**_without(filled, given), **simulation.context},
        takes_no_resource=bool(known and not catalog.resource_types_of(known)),
    )


def _is_nobody_known(caller: Principal) -> bool:
    """Whether nobody said who asks: then there is no second account, whatever an ARN says."""
    return caller.has_account and caller.account is None


def _without(context: Mapping[str, ContextValue], given: set[str]) -> dict[str, ContextValue]:
    return {key: value for key, value in context.items() if key.lower() not in given}


def _owner(simulation: Simulation, resource: str) -> str | None:
    fields = split(resource)
    in_arn = fields[4] if fields and fields[4].isdigit() else None
    return in_arn or simulation.resource_owner or simulation.caller.account


def _decision(decision: Decision) -> EvalDecision:
    return _DECISIONS[decision.verdict]


def _template(action: str, resources: tuple[str, ...]) -> str:
    """Give the form of the ARNs that were simulated, or `*` where there is none."""
    known = catalog.action(action)
    if resources == (EVERY_RESOURCE,) or known is None:
        return EVERY_RESOURCE
    simulated = resource_type_like(known, resources[0])
    return simulated.arn if simulated else EVERY_RESOURCE


def _matched(decision: Decision) -> Iterator[MatchedStatement]:
    for rule in decision.statements:
        if rule.source.kind in _MATCHED:
            yield _statement(rule)


def _statement(rule: Rule) -> MatchedStatement:
    node = rule.statement.node
    return MatchedStatement(
        source_policy_id=rule.source.name,
        source_policy_type=_STATEMENT_TYPES[rule.source.kind],
        start_position=_position(node, node.start),
        end_position=_position(node, node.end - 1),
    )


def _position(node: Place, offset: int) -> Position:
    # AWS tells the column just after the brace.
    return Position(line=node.text.line(offset), column=node.text.column(offset) + 1)


def _once(statements: Iterable[MatchedStatement]) -> tuple[MatchedStatement, ...]:
    return tuple(dict.fromkeys(statements))


def _organizations(
    simulation: Simulation, decided: list[tuple[str, Decision]]
) -> OrganizationsDetail | None:
    if not simulation.organization:
        return None
    results = [result for _, one in decided for result in one.results if result.kind is Kind.SCP]
    allowed = all(result.verdict is Verdict.ALLOWED for result in results)
    return OrganizationsDetail(allowed_by_organizations=allowed)


def _boundary(decisions: list[Decision]) -> BoundaryDetail | None:
    results = [result for one in decisions for result in _of_kind(one, Kind.BOUNDARY)]
    if not results:
        return None
    allowed = all(result.verdict is Verdict.ALLOWED for result in results)
    return BoundaryDetail(allowed_by_permissions_boundary=allowed)


def _of_kind(decision: Decision, kind: Kind) -> Iterator[Result]:
    return (result for result in decision.results if result.kind is kind)


def _details(
    simulation: Simulation, decisions: list[Decision]
) -> Mapping[str, EvalDecision] | None:
    """Give each side's decision where two accounts are asked; same account: nothing to tell."""
    if simulation.resources == (EVERY_RESOURCE,) or any(map(_ended_by_organization, decisions)):
        return None
    strictest: dict[str, EvalDecision] = {}
    for decision in decisions:
        for result in decision.results if not decision.request.is_same_account else ():
            if name := _SOURCE_TYPES.get(result.kind):
                found = _DECISIONS[result.verdict]
                strictest[name] = max(strictest.get(name, found), found, key=_STRICTNESS.index)
    return strictest


def _ended_by_organization(decision: Decision) -> bool:
    return decision.layer is Kind.SCP and not decision.allowed


def _missing(simulation: Simulation) -> tuple[str, ...]:
    """Give the keys the policies ask for and nobody gave."""
    others = [one for one in (simulation.resource_policy, simulation.trust) if one]
    policies = (policy for policy, _ in (*simulation.identity, *simulation.session, *others))
    filled = {**context_of(simulation.caller, simulation.resource_owner), **simulation.known}
    there = {key.lower() for key in (*filled, *simulation.context)} | _ALWAYS_THERE
    return tuple(key for key in keys_asked_for(policies) if key.lower() not in there)
