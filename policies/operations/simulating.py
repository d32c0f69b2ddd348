"""What the operations that simulate share: how they read a question, and how they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.timezone import now

from accounts.models import Group, Role
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput, PolicyEvaluation
from iamconsole.paging import computed_page
from policies import holdings
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
    parse,
    principal_named,
    simulate,
)
from policies.holdings import Held, Holdings
from policies.names import ContextEntry
from policies.rules import Holder, kind_of
from policies.shapes import SimulationResult


def answer(call: Call[Any], simulation: Simulation, *, shows_policies: bool) -> SimulationResult:
    """What the simulation comes to, a page of it. Raises InvalidInput where it cannot be asked."""
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


def question(params: Mapping[str, Any], tags: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What every simulation is asked alike; `tags` are those of whom it is about."""
    document, owner = params.get("resource_policy"), params.get("resource_owner")
    return {
        "actions": params["action_names"],
        "resources": params["resource_arns"] or ("*",),
        "resource_policy": sent("ResourcePolicy", document, Kind.RESOURCE) if document else None,
        "resource_owner": _account(owner) if owner else None,
        **circumstances(params["context_entries"] or (), tags or {}),
    }


def circumstances(entries: Iterable[ContextEntry], tags: Mapping[str, str]) -> dict[str, Any]:
    """The context that was given, and what is known of every request and of the caller's tags."""
    moment = now()
    return {
        "context": dict(_given(entries)),
        "known": {
            "aws:CurrentTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:EpochTime": str(int(moment.timestamp())),
            **{f"aws:PrincipalTag/{key}": value for key, value in tags.items()},
        },
    }


def _given(entries: Iterable[ContextEntry]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
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


def all_sent(name: str, documents: Iterable[str], kind: Kind) -> tuple[Sourced, ...]:
    """Policies that came with the question, by the name of the parameter and a number."""
    numbered = enumerate(documents, start=1)
    return tuple(sent(f"{name}.{number}", document, kind) for number, document in numbered)


def sent(name: str, document: str, kind: Kind) -> Sourced:
    """A policy that came with the question. Raises InvalidInput for text that is none."""
    try:
        return check(document, kind), Source(kind, name)
    except Malformed as problem:
        raise InvalidInput(f"Invalid policy in {name}: {problem.message}") from None


def boundary_sent(documents: tuple[str, ...] | None) -> Sourced | None:
    found = all_sent("PermissionsBoundaryPolicyInputList", documents or (), Kind.BOUNDARY)
    if len(found) > 1:
        raise InvalidInput("Only one permissions boundary can be simulated.")
    return found[0] if found else None


def ready(held: Held, kind: Kind) -> tuple[Policy, Source]:
    """A stored policy as the engine wants it. Raises PolicyEvaluation for what cannot be read."""
    try:
        policy = parse(held.document)
    except Malformed:
        raise PolicyEvaluation(f"The policy {held.name} cannot be read.") from None
    return policy, Source(kind=kind, name=held.name, arn=held.arn, via=held.via)


def policies_of(held: Holdings) -> dict[str, Any]:
    """What is held as a simulation takes it."""
    return {
        "identity": tuple(ready(one, Kind.IDENTITY) for one in held.identity),
        "boundary": ready(held.boundary, Kind.BOUNDARY) if held.boundary else None,
    }


def _account(owner: str) -> str:
    """The account of ResourceOwner, which may also be written as an ARN."""
    account = owner.split(":")[4] if owner.count(":") >= 5 else owner
    if not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise InvalidInput(f"Invalid ResourceOwner: {owner} is not an account.")
    return account


def caller_named(arn: str) -> Principal:
    """The caller of an ARN. Raises InvalidInput for one of nobody with policies."""
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


def as_caller(source: Holder) -> Principal:
    """A user, group or role as who asks: a group as a user that nobody knows more of."""
    if isinstance(source, Group):
        return Principal(PrincipalKind.USER, account=source.account_id)
    kind = PrincipalKind.ROLE if isinstance(source, Role) else PrincipalKind.USER
    return Principal(kind, source.arn, source.account_id, unique_id=_unique_id(source))


def tags_of(source: Holder) -> Mapping[str, str]:
    return {} if isinstance(source, Group) else source.tags


def held_by(source: Holder) -> Holdings:
    return holdings.holdings_of(_unique_id(source))


def _unique_id(source: Holder) -> str:
    unique_id: str = getattr(source, f"{kind_of(source)}_id")
    return unique_id
