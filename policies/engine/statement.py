"""Statements made ready: does one apply to a request, and if not, what part of it missed?"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from .arn import (
    Everything,
    Exact,
    Nothing,
    Prefix,
    ResourcePattern,
    Test,
    resource_pattern,
    split,
)
from .conditions import ReadyCondition, ready
from .document import (
    Effect,
    Kind,
    Patterns,
    Policy,
    PrincipalEntry,
    Principals,
    Statement,
)
from .match import Matches, any_of, glob
from .request import Grant, Principal, PrincipalKind, Request
from .variables import Context


@dataclass(frozen=True, slots=True)
class Source:
    """Where a policy comes from: its kind and name, its ARN, and the group that brought it."""

    kind: Kind
    name: str
    arn: str | None = None
    via: str | None = None


class Part(StrEnum):
    """The parts of a statement that can keep it from applying, conditions aside."""

    ACTION = "action"
    RESOURCE = "resource"
    PRINCIPAL = "principal"


# What kept a statement from applying: a part, or the condition that failed.
Miss: TypeAlias = Part | ReadyCondition

_WITH_PRINCIPAL = (Kind.RESOURCE, Kind.TRUST, Kind.RCP, Kind.ENDPOINT)
_ON_ITS_RESOURCE = (Kind.RESOURCE, Kind.TRUST, Kind.ENDPOINT)


# The test of a part: what of it misses, or None where it fits.
ResourceTest: TypeAlias = Callable[[Request], Part | None]
PrincipalTest: TypeAlias = Callable[[Principal, bool], Grant | None]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A statement of a policy, made ready for one kind of use.

    `miss` tells what keeps it from applying, its action and principal being settled. `ignored`
    are the unknown operators that a Deny does not wait for.
    """

    source: Source
    statement: Statement
    denies: bool
    actions: "ActionTest"
    grant: PrincipalTest
    resource_miss: ResourceTest
    conditions: tuple[ReadyCondition, ...]
    ignored: tuple[ReadyCondition, ...]
    miss: Callable[[Request], Miss | None]

    @property
    def is_unconditional(self) -> bool:
        """Whether it applies to every request about its actions."""
        return self.miss is _fits_always

    @property
    def beginnings(self) -> tuple[str, ...]:
        """What its resources begin with, one of which an ARN has to; none where any ARN may do."""
        resources = self.statement.resources
        if resources is None or resources.negated:
            return ()
        found = tuple(_LITERAL.match(item.value)[0] for item in resources.items)  # type: ignore[index]  # it matches the empty text
        return found if all(found) else ()


_LITERAL = re.compile(r"[^*?$]*")


def rule(policy: Policy, source: Source, statement: Statement) -> Rule:
    """A statement made ready for the kind of use its source names."""
    denies = statement.effect is Effect.DENY
    conditions = tuple(ready(one, policy.has_variables) for one in statement.conditions)
    # An operator nobody knows: an Allow with it never applies, a Deny with it always does.
    unknown = tuple(condition for condition in conditions if not condition.is_known)
    awaited = () if unknown and denies else unknown or conditions
    resource_miss = _resource_test(statement, source.kind, policy.has_variables)
    return Rule(
        source,
        statement,
        denies,
        action_test(statement.actions, denies),
        _principal_test(statement, source.kind),
        resource_miss,
        awaited,
        unknown if denies else (),
        _miss_test(statement, source.kind, resource_miss, awaited),
    )


def _miss_test(
    statement: Statement,
    kind: Kind,
    resource_miss: ResourceTest,
    conditions: tuple[ReadyCondition, ...],
) -> Callable[[Request], Miss | None]:
    if kind not in _WITH_PRINCIPAL and statement.principals and statement.effect is Effect.ALLOW:
        return _misplaced_principal
    if not conditions:
        return resource_miss

    def miss(request: Request) -> Miss | None:
        missed = resource_miss(request)
        if missed is not None:
            return missed
        values = request.values
        for condition in conditions:
            if not condition.holds(values.get(condition.key), values):
                return condition
        return None

    return miss


def _misplaced_principal(_request: Request) -> Part:
    return Part.PRINCIPAL


@dataclass(frozen=True, slots=True)
class ActionTest:
    """The actions of a statement; `services` is None where the patterns leave the service open."""

    matches: Matches
    services: frozenset[str] | None
    is_negated: bool

    def fits(self, folded_action: str) -> bool:
        """Whether the statement is about an action, given in lower case."""
        return self.matches(folded_action) is not self.is_negated


def action_test(actions: Patterns | None, denies: bool) -> ActionTest:
    """The test for Action or NotAction; without any entry only a Deny fits, and fits all."""
    if actions is None or not actions.items:
        is_about_all = denies and (actions is None or actions.negated)
        return ActionTest(any_of(()), None if is_about_all else frozenset(), is_about_all)
    entries = [item.value.lower() for item in actions.items if _is_action(item.value)]
    services = frozenset(entry.partition(":")[0] for entry in entries)
    is_open = actions.negated or any("*" in service or "?" in service for service in services)
    matches = any_of(map(glob, entries))
    return ActionTest(matches, None if is_open else services, actions.negated)


_SPACE = re.compile(r"\s")


def _is_action(text: str) -> bool:
    """An empty name, or one with white space, names no action (A-3)."""
    name = text.partition(":")[2]
    return text == "*" or (bool(name) and not _SPACE.search(name))


def _resource_test(statement: Statement, kind: Kind, has_variables: bool) -> ResourceTest:
    resources, denies = statement.resources, statement.effect is Effect.DENY
    if resources is None:
        return _fits_always if denies or kind in _ON_ITS_RESOURCE else _fits_never
    patterns = [resource_pattern(item.value, kind, has_variables) for item in resources.items]
    is_everything = any(isinstance(pattern, Everything) for pattern in patterns)
    if is_everything:
        return _fits_never if resources.negated else _fits_always
    return _fits_none(patterns, denies) if resources.negated else _fits_some(patterns)


def _fits_always(_request: Request) -> None:
    return None


def _fits_never(_request: Request) -> Part:
    return Part.RESOURCE


def _fits_some(patterns: Iterable[ResourcePattern]) -> ResourceTest:
    exact, prefixes, tests = _sorted_out(patterns)

    def simple_miss(request: Request) -> Part | None:
        arn = request.target
        return None if arn in exact or arn.startswith(prefixes) else Part.RESOURCE

    def miss(request: Request) -> Part | None:
        arn, values = request.target, request.values
        if arn in exact or arn.startswith(prefixes):
            return None
        return None if any(fits(arn, values) for fits in tests) else Part.RESOURCE

    return miss if tests else simple_miss


def _fits_none(patterns: list[ResourcePattern], denies: bool) -> ResourceTest:
    """R-10 and VAR-7 (Q5): an entry that means nothing widens a Deny, never an Allow."""
    exact, prefixes, tests = _sorted_out(patterns)
    means_nothing = not patterns or any(isinstance(pattern, Nothing) for pattern in patterns)

    def miss(request: Request) -> Part | None:
        arn = request.target
        answers = [fits(arn, request.values) for fits in tests]
        is_listed = arn in exact or arn.startswith(prefixes) or True in answers
        is_unclear = not denies and (means_nothing or None in answers)
        return Part.RESOURCE if is_listed or is_unclear else None

    return miss


def _sorted_out(
    patterns: Iterable[ResourcePattern],
) -> tuple[frozenset[str], tuple[str, ...], tuple[Callable[[str, Context], bool | None], ...]]:
    return (
        frozenset(pattern.arn for pattern in patterns if isinstance(pattern, Exact)),
        tuple(pattern.start for pattern in patterns if isinstance(pattern, Prefix)),
        tuple(pattern.matches for pattern in patterns if isinstance(pattern, Test)),
    )


def _principal_test(statement: Statement, kind: Kind) -> PrincipalTest:
    principals, denies = statement.principals, statement.effect is Effect.DENY
    if kind not in _WITH_PRINCIPAL:
        return _everyone if principals is None or denies else _nobody
    if principals is None:
        # Customers can write no other principal than everyone into an RCP.
        return _everyone if kind is Kind.RCP else _nobody
    if not principals.negated:
        return _listed(principals)
    # A trust policy with NotPrincipal cannot be saved (P-22).
    return _nobody if kind is Kind.TRUST and not denies else _unlisted(principals, denies)


def _everyone(_principal: Principal, _is_bounded: bool) -> Grant | None:
    return Grant.EVERYONE


def _nobody(_principal: Principal, _is_bounded: bool) -> Grant | None:
    return None


def _listed(principals: Principals) -> PrincipalTest:
    entries, role_names = _entries(principals), _role_names(principals)

    def grant(principal: Principal, _is_bounded: bool) -> Grant | None:
        names = principal.names
        grants = [names[entry] for entry in entries if entry in names]
        if (
            role_names
            and (principal.partition, principal.account, principal.role_name) in role_names
        ):
            grants.append(Grant.ROLE)
        return max(grants, default=None)

    return grant


def _unlisted(principals: Principals, denies: bool) -> PrincipalTest:
    """P-20 (Q4), unverified: only the caller's own identity exempts it, its account does not."""
    listed = _listed(principals)
    listed_itself = _listed(replace(principals, entries=tuple(_not_federated(principals))))

    def grant(principal: Principal, is_bounded: bool) -> Grant | None:
        if denies and is_bounded:  # whatever is listed (P-21)
            return Grant.EVERYONE
        is_provider = principal.kind is PrincipalKind.PROVIDER
        found = (listed if is_provider else listed_itself)(principal, is_bounded)
        is_own = found is not None and (
            found > Grant.ACCOUNT or principal.kind is PrincipalKind.ROOT
        )
        return None if is_own else Grant.EVERYONE

    return grant


def _not_federated(principals: Principals) -> Iterator[PrincipalEntry]:
    for entry in principals.entries:
        if entry.type is None or entry.type.value != "Federated":
            yield entry


def _entries(principals: Principals) -> frozenset[tuple[str, str]]:
    """The entries as the names principals go by; a bare `*` is any AWS principal and any other."""
    return frozenset(
        (entry.type.value if entry.type else "AWS", entry.value.value)
        for entry in principals.entries
        if entry.type or entry.value.value == "*"
    )


RoleByName: TypeAlias = tuple[str, str | None, str | None]


def _role_by_name(principal: Principal) -> RoleByName:
    return principal.partition, principal.account, principal.role_name


def _role_names(principals: Principals) -> frozenset[RoleByName]:
    """The roles listed, without their paths, which a session's ARN does not tell (P-4)."""
    aws = [entry.value.value for entry in principals.entries if entry.type]
    arns = [fields for text in aws if (fields := split(text))]
    return frozenset(
        (partition, account, resource.rpartition("/")[2])
        for _, partition, service, _, account, resource in arns
        if service == "iam" and resource.startswith("role/")
    )
