"""A simulation's question and answers. The answers have AWS's names, in AWS's order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from .decide import Decision
from .document import Policy
from .request import Principal, PrincipalKind
from .statement import Source
from .variables import ContextValue

EVERY_RESOURCE = "*"

Sourced: TypeAlias = tuple[Policy, Source]


class Unsimulatable(ValueError):
    """A question the simulator cannot answer; its text says why."""


class EvalDecision(StrEnum):
    """How a simulated call comes out, the strictest last."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicitDeny"
    EXPLICIT_DENY = "explicitDeny"


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Which policies, for whom, doing what to what, in which circumstances.

    `known` are keys the simulator fills in by itself (the time), `context` those it was told.
    `trust` is the policy of a role that is taken on.
    """

    identity: tuple[Sourced, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...] = (EVERY_RESOURCE,)
    boundary: Sourced | None = None
    session: tuple[Sourced, ...] = ()
    organization: tuple[tuple[Sourced, ...], ...] = ()
    resource_control: tuple[tuple[Sourced, ...], ...] = ()
    trust: Sourced | None = None
    resource_policy: Sourced | None = None
    resource_owner: str | None = None
    caller: Principal = field(default_factory=lambda: Principal(PrincipalKind.USER))
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    known: Mapping[str, ContextValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Position:
    """A place in a document, by line and column."""

    line: int
    column: int


@dataclass(frozen=True, kw_only=True)
class MatchedStatement:
    """A statement that made the decision."""

    source_policy_id: str
    source_policy_type: str
    start_position: Position
    end_position: Position


@dataclass(frozen=True, kw_only=True)
class OrganizationsDetail:
    """Whether every level of the organization allows."""

    allowed_by_organizations: bool


@dataclass(frozen=True, kw_only=True)
class BoundaryDetail:
    """Whether the permissions boundary allows."""

    allowed_by_permissions_boundary: bool


@dataclass(frozen=True, kw_only=True)
class ResourceSpecificResult:
    """How one action on one resource comes out."""

    eval_resource_name: str
    eval_resource_decision: EvalDecision
    matched_statements: tuple[MatchedStatement, ...]
    missing_context_values: tuple[str, ...]
    eval_decision_details: Mapping[str, EvalDecision] | None
    permissions_boundary_decision_detail: BoundaryDetail | None


@dataclass(frozen=True, kw_only=True)
class EvaluationResult:
    """How one action comes out on all resources together: as strictly as on any of them.

    `decisions` are the engine's own, one a resource, to be explained; answers leave them out.
    """

    eval_action_name: str
    eval_resource_name: str
    eval_decision: EvalDecision
    matched_statements: tuple[MatchedStatement, ...]
    missing_context_values: tuple[str, ...]
    organizations_decision_detail: OrganizationsDetail | None
    permissions_boundary_decision_detail: BoundaryDetail | None
    eval_decision_details: Mapping[str, EvalDecision] | None
    resource_specific_results: tuple[ResourceSpecificResult, ...]
    decisions: tuple[Decision, ...] = field(default=(), repr=False, metadata={"is_inner": True})


_MANY = "List"
_TYPES = frozenset(
    f"{name}{many}"
    for name in ("string", "numeric", "boolean", "ip", "binary", "date")
    for many in ("", _MANY)
)


def context_value(kind: str, values: tuple[str, ...]) -> ContextValue:
    """Make the value of a context entry: a text, or for the List types a list of texts."""
    if kind not in _TYPES:
        raise Unsimulatable(f"Invalid context key type: `{kind}`.")
    if kind.endswith(_MANY):
        return values
    if len(values) != 1:
        raise Unsimulatable(f"A context key of the type `{kind}` has one value.")
    return values[0]
