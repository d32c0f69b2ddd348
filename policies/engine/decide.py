"""All layers together: the only place where a deny beats an allow."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .compile import PolicySet
from .document import Kind
from .request import Grant, PrincipalKind, Request
from .reserved import (
    changes_what_aws_owns,
    free_ground,
    is_peculiar,
    needs_trust,
    refuses_credentials,
    takes_on_itself,
)
from .statement import Miss, Part, Rule
from .verdict import Ground, Verdict
from .wording import because

# Enum members are slow to reach by name, and these are reached in every decision.
_ALLOWED, _IMPLICITLY_DENIED, _EXPLICITLY_DENIED = Verdict
_IDENTITY = Kind.IDENTITY
_NO_GRANTS: frozenset[Grant] = frozenset()
_THE_ACCOUNT = frozenset({Grant.ACCOUNT})


# Results and decisions are not frozen: that would double the cost of making them, which is
# most of the cost of a decision.
@dataclass(slots=True)
class Result:
    """What one layer says by itself.

    `rule` decided; without one, `misses` are statements about the action that did not apply: those
    that name no resource beginning like this one are left out where there are many.
    `grants` are the ways in which a resource's Allows name the caller.
    """

    kind: Kind
    policies: PolicySet | None
    verdict: Verdict
    rule: Rule | None
    misses: tuple[tuple[Rule, Miss], ...]
    grants: frozenset[Grant] = _NO_GRANTS


@dataclass(frozen=True, slots=True)
class Layers:
    """Every policy that takes part.

    No boundary and no session policy are None; a resource without a policy too. Organization
    policies come level by level from the root, and are empty where none bind the account.
    A resource whose policy nobody told `trusts_account`: it counts as naming its own account.
    """

    identity: PolicySet
    boundary: PolicySet | None = None
    session: PolicySet | None = None
    resource: PolicySet | None = None
    scps: tuple[PolicySet, ...] = ()
    rcps: tuple[PolicySet, ...] = ()
    endpoint: PolicySet | None = None
    trusts_account: bool = False

    is_identity_only: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        no_others = self.resource is self.boundary is self.session is self.endpoint is None
        is_identity_only = no_others and not self.scps and not self.rcps
        object.__setattr__(self, "is_identity_only", is_identity_only)


@dataclass(slots=True)
class Decision:
    """The answer, with what made it: a layer's result, or a ground that is no policy's."""

    request: Request
    verdict: Verdict
    decisive: Result | None
    ground: Ground | None
    results: tuple[Result, ...]

    @property
    def allowed(self) -> bool:
        return self.verdict is _ALLOWED

    @property
    def layer(self) -> Kind | None:
        """The kind of policy that decided."""
        return self.decisive.kind if self.decisive else None

    @property
    def rule(self) -> Rule | None:
        """The statement that decided, with its policy."""
        return self.decisive.rule if self.decisive else None

    @property
    def statements(self) -> tuple[Rule, ...]:
        """Every statement that by itself makes the decision what it is; none for silence."""
        is_bounded = any(result.kind is Kind.BOUNDARY for result in self.results)
        return tuple(
            rule
            for result in self.results
            if result.verdict is self.verdict and (result.kind in _GRANTING or not self.allowed)
            for rule in applying(result, self.request, is_bounded)
        )

    @property
    def because(self) -> str:
        """The tail of AWS's AccessDenied message, or the like for what is allowed."""
        return because(self.verdict, self.layer, self.ground, self.request.action)


_GRANTING = (Kind.IDENTITY, Kind.RESOURCE, Kind.TRUST)


def applying(result: Result, request: Request, is_bounded: bool) -> Iterator[Rule]:
    """The statements of a layer that apply, of the effect that made its verdict."""
    if result.policies is None or result.verdict is _IMPLICITLY_DENIED:
        return
    denies, allows, _ = result.policies.about(request.folded_action)
    is_denial = result.verdict is _EXPLICITLY_DENIED
    for rule in (denies if is_denial else allows).near(request.target):
        if rule.grant(request.principal, is_bounded) and rule.miss(request) is None:
            yield rule


def decide(request: Request, layers: Layers) -> Decision:
    """Whether the layers together let the request pass, and why."""
    if layers.is_identity_only and (request.is_plain or not is_peculiar(request)):
        result = judge(_IDENTITY, layers.identity, request)
        return Decision(request, result.verdict, result, None, (result,))
    if free := free_ground(request):
        return Decision(request, _ALLOWED, None, free, ())
    return _decision(request, tuple(_results(request, layers)))


def judge(kind: Kind, policies: PolicySet, request: Request) -> Result:
    """What the policies of a layer without principals say."""
    denies, allows, open_allow = policies.about(request.folded_action)
    if denies.rules:
        for rule in denies.near(request.target):
            if rule.miss(request) is None:
                return Result(kind, policies, _EXPLICITLY_DENIED, rule, ())
    if open_allow:
        return Result(kind, policies, _ALLOWED, open_allow, ())
    misses = []
    for rule in allows.near(request.target):
        miss = rule.miss(request)
        if miss is None:
            return Result(kind, policies, _ALLOWED, rule, ())
        misses.append((rule, miss))
    return Result(kind, policies, _IMPLICITLY_DENIED, None, tuple(misses))


def judge_for_caller(kind: Kind, policies: PolicySet, request: Request, is_bounded: bool) -> Result:
    """What the policies of a layer with principals say, and how their Allows name the caller."""
    denies, allows, _ = policies.about(request.folded_action)
    for rule in denies.near(request.target):
        if rule.grant(request.principal, is_bounded) and rule.miss(request) is None:
            return Result(kind, policies, _EXPLICITLY_DENIED, rule, ())
    granting: list[tuple[Grant, Rule]] = []
    misses: list[tuple[Rule, Miss]] = []
    for rule in allows.near(request.target):
        grant = rule.grant(request.principal, is_bounded)
        miss = rule.miss(request) if grant else Part.PRINCIPAL
        if grant and miss is None:
            granting.append((grant, rule))
        elif miss:
            misses.append((rule, miss))
    if not granting:
        return Result(kind, policies, _IMPLICITLY_DENIED, None, tuple(misses))
    strongest = max(granting, key=lambda entry: entry[0])[1]
    grants = frozenset(grant for grant, _ in granting)
    return Result(kind, policies, _ALLOWED, strongest, (), grants)


def _results(request: Request, layers: Layers) -> Iterator[Result]:
    """Every layer that applies to the caller, in the order in which their denies are reported."""
    principal = request.principal
    is_bounded = principal.has_account and layers.boundary is not None
    if not principal.is_service_linked:
        for level in layers.rcps:
            yield judge_for_caller(Kind.RCP, level, request, is_bounded)
        for level in layers.scps if principal.has_account else ():
            yield judge(Kind.SCP, level, request)
    yield _resource_result(request, layers, is_bounded)
    if principal.has_account:
        yield judge(_IDENTITY, layers.identity, request)
        if layers.boundary:
            yield judge(Kind.BOUNDARY, layers.boundary, request)
        if layers.session:
            yield judge(Kind.SESSION, layers.session, request)
    if layers.endpoint:
        yield judge_for_caller(Kind.ENDPOINT, layers.endpoint, request, is_bounded)


def _resource_result(request: Request, layers: Layers, is_bounded: bool) -> Result:
    is_role = needs_trust(request) and request.folded_action.startswith("sts:")
    kind = Kind.TRUST if is_role else Kind.RESOURCE
    if layers.resource is None:
        is_trusting = layers.trusts_account and request.is_same_account
        grants = _THE_ACCOUNT if is_trusting else _NO_GRANTS
        return Result(kind, None, _IMPLICITLY_DENIED, None, (), grants)
    return judge_for_caller(kind, layers.resource, request, is_bounded)


_GATES = (Kind.RCP, Kind.SCP, Kind.ENDPOINT)


def _decision(request: Request, results: tuple[Result, ...]) -> Decision:
    for result in results:
        if result.verdict is _EXPLICITLY_DENIED:
            return Decision(request, _EXPLICITLY_DENIED, result, None, results)
    for result in results:
        if result.kind in _GATES and result.verdict is not _ALLOWED:
            return Decision(request, _IMPLICITLY_DENIED, result, None, results)
    if changes_what_aws_owns(request):
        return Decision(request, _IMPLICITLY_DENIED, None, Ground.AWS_OWNED, results)
    if refuses_credentials(request):
        return Decision(request, _IMPLICITLY_DENIED, None, Ground.CREDENTIALS, results)
    by_kind = {result.kind: result for result in results}
    return _Sides(request, results, by_kind).decision()


@dataclass(frozen=True, slots=True)
class _Sides:
    """The caller's side and the resource's side, when nothing denies outright."""

    request: Request
    results: tuple[Result, ...]
    by_kind: dict[Kind, Result]

    def decision(self) -> Decision:
        if not self.request.principal.has_account:
            by_name = self.grants & {Grant.EVERYONE, Grant.SERVICE, Grant.PROVIDER}
            return self.allowed(self.resource) if by_name else self.denied(self.resource)
        if self.is_direct:
            return self.allowed(self.resource)
        if not self.has_base:
            return self.denied(self.resource if self.identity_allows else self.identity)
        return self.within_limits()

    def within_limits(self) -> Decision:
        for limiting in (Kind.BOUNDARY, Kind.SESSION):
            limit = self.by_kind.get(limiting)
            if limit and limit.verdict is not _ALLOWED:
                return self.denied(limit)
        kind = self.request.principal.kind
        is_unlimited = Kind.SESSION not in self.by_kind and not self.is_named
        if kind is PrincipalKind.FEDERATED_SESSION and is_unlimited:
            return self.on_ground(_IMPLICITLY_DENIED, Ground.NO_SESSION_POLICY)
        if self.identity.verdict is _ALLOWED:
            return self.allowed(self.identity)
        if kind is PrincipalKind.ROOT:
            return self.on_ground(_ALLOWED, Ground.ROOT_USER)
        return self.allowed(self.resource)

    @property
    def resource(self) -> Result:
        return self.by_kind.get(Kind.TRUST) or self.by_kind[Kind.RESOURCE]

    @property
    def identity(self) -> Result:
        return self.by_kind[Kind.IDENTITY]

    @property
    def identity_allows(self) -> bool:
        is_root = self.request.principal.kind is PrincipalKind.ROOT
        return is_root or self.identity.verdict is _ALLOWED

    @property
    def grants(self) -> frozenset[Grant]:
        if takes_on_itself(self.request):
            return self.resource.grants & {Grant.ROLE, Grant.SESSION}
        return self.resource.grants

    @property
    def is_direct(self) -> bool:
        """D-14: the resource's own account lets this caller in without asking further."""
        if not self.request.is_same_account:
            return False
        kind, grants = self.request.principal.kind, self.grants
        return (
            bool(grants & {Grant.SESSION, Grant.EVERYONE})
            or (Grant.USER in grants and kind is PrincipalKind.USER)
            or (Grant.ACCOUNT in grants and kind is PrincipalKind.ROOT)
        )

    @property
    def is_named(self) -> bool:
        """The resource names the role or user behind a session: no identity policy is needed."""
        return self.request.is_same_account and bool(self.grants & {Grant.ROLE, Grant.USER})

    @property
    def has_base(self) -> bool:
        if not self.request.is_same_account:
            return bool(self.grants) and self.identity_allows
        trusts = Grant.ACCOUNT in self.grants or not needs_trust(self.request)
        return self.is_named or (self.identity_allows and trusts)

    def allowed(self, result: Result) -> Decision:
        return Decision(self.request, _ALLOWED, result, None, self.results)

    def denied(self, result: Result) -> Decision:
        return Decision(self.request, _IMPLICITLY_DENIED, result, None, self.results)

    def on_ground(self, verdict: Verdict, ground: Ground) -> Decision:
        return Decision(self.request, verdict, None, ground, self.results)
