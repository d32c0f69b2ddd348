"""Decisions in words: which layer, which statement, which condition, and what came close."""

from collections.abc import Iterator
from dataclasses import dataclass

from .conditions import ReadyCondition
from .decide import Decision, Result
from .document import Kind
from .request import Request
from .statement import Part, Rule
from .variables import ContextValue
from .verdict import Verdict
from .wording import POLICY_NAMES

# More than these few would bury the one that helps.
NEAREST = 3

SHOWN = 5


@dataclass(frozen=True, slots=True)
class StatementPlace:
    """Which statement: its policy, how that came to the caller, its Sid and where it stands."""

    kind: Kind
    policy: str
    policy_arn: str | None
    via: str | None
    effect: str
    sid: str | None
    index: int
    line: int
    column: int

    def __str__(self) -> str:
        name = f"`{self.sid}`" if self.sid else f"{self.index + 1}"
        came = f", which comes from `{self.via}`," if self.via else ""
        where = f"(line {self.line}, column {self.column})"
        return f"statement {name} of the {POLICY_NAMES[self.kind]} `{self.policy}`{came} {where}"


@dataclass(frozen=True, slots=True)
class MissedPart:
    """What of a statement did not fit: what it wants, and what the request has.

    `operator` and `key` are a condition's; `is_known` is false for an operator nobody knows.
    """

    element: str
    wanted: tuple[str, ...]
    seen: ContextValue | None
    line: int
    column: int
    operator: str | None = None
    key: str | None = None
    is_known: bool = True

    def __str__(self) -> str:
        if not self.is_known:
            return f"nobody knows its condition operator `{self.operator}`"
        wanted, seen = _quoted(self.wanted) or "nothing", self._seen
        if self.key is None:
            return f"its {self.element} is {wanted}, and the request has {seen}"
        return f"its condition `{self.operator}` wants `{self.key}` {wanted}, and {seen}"

    @property
    def _seen(self) -> str:
        if self.key is None:
            return _quoted(_listed(self.seen))
        if self.seen is None:
            return "the request has no such key"
        return f"the request has {_quoted(_listed(self.seen)) or 'an empty list'}"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An Allow that would have let the request pass, but for these parts."""

    statement: StatementPlace
    missed: tuple[MissedPart, ...]

    def __str__(self) -> str:
        return f"{self.statement}, but {' and '.join(map(str, self.missed))}"


@dataclass(frozen=True, slots=True)
class LayerAnswer:
    """What one layer said by itself; organization levels have a name."""

    kind: Kind
    level: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a decision came out as it did, as data and as sentences.

    `message` is AWS's AccessDenied message. For a reader who may not see the policies,
    `statements`, `ignored` and `nearest` are empty and the sentences name no policy.
    """

    verdict: Verdict
    layer: Kind | None
    because: str
    message: str
    layers: tuple[LayerAnswer, ...]
    statements: tuple[StatementPlace, ...]
    ignored: tuple[MissedPart, ...]
    nearest: tuple[NearMiss, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The explanation for people, the most important sentence first."""
        return (
            self.message,
            *(self._decided(place) for place in self.statements),
            *(f"It applies although {part}: a Deny does not wait." for part in self.ignored),
            *(f"The nearest is {near}." for near in self.nearest[:1]),
            *(f"Then comes {near}." for near in self.nearest[1:]),
        )

    def _decided(self, place: StatementPlace) -> str:
        verb = "allows" if self.verdict is Verdict.ALLOWED else "denies"
        return f"This {verb} it: {place}."


def explain(
    decision: Decision, shows_policies: bool = True, nearest_in: Kind | None = None
) -> Explanation:
    """A decision explained, with or without the policies that made it.

    What came near is looked for in the layer that decided, or in that of the kind `nearest_in`.
    """
    return Explanation(
        decision.verdict,
        decision.layer,
        decision.because,
        _message(decision, shows_policies),
        tuple(_answer(result) for result in decision.results),
        tuple(map(statement_place, decision.statements)) if shows_policies else (),
        tuple(_ignored(decision)) if shows_policies else (),
        _nearest(decision, nearest_in) if shows_policies else (),
    )


def _message(decision: Decision, shows_policies: bool) -> str:
    request = decision.request
    asked = f"{request.action} on resource: {request.resource}"
    user = f"User: {request.principal.arn or request.principal.kind}"
    if decision.allowed:
        return f"{user} is authorized to perform: {asked} {decision.because}"
    rule, because = decision.rule, decision.because
    # AWS names the denying policy to those of the same account or organization.
    if shows_policies and rule and rule.source.arn and rule.source.kind in POLICY_NAMES:
        because = f"{because}: {rule.source.arn}"
    return f"{user} is not authorized to perform: {asked} {because}"


def _answer(result: Result) -> LayerAnswer:
    return LayerAnswer(result.kind, result.policies.name if result.policies else "", result.verdict)


def statement_place(rule: Rule) -> StatementPlace:
    """Which statement a rule was made from."""
    statement, source = rule.statement, rule.source
    return StatementPlace(
        source.kind,
        source.name,
        source.arn,
        source.via,
        statement.effect,
        statement.sid.value if statement.sid else None,
        statement.index,
        statement.node.line,
        statement.node.column,
    )


def _ignored(decision: Decision) -> Iterator[MissedPart]:
    for rule in decision.statements:
        for condition in rule.ignored:
            yield _condition_missed(condition, decision.request)


def _nearest(decision: Decision, kind: Kind | None) -> tuple[NearMiss, ...]:
    """For a denial by silence: the Allows of the silent layer with the fewest parts amiss."""
    silent = _silent(decision, kind) if kind else decision.decisive
    if decision.verdict is not Verdict.IMPLICITLY_DENIED or silent is None:
        return ()
    is_bounded = any(result.kind is Kind.BOUNDARY for result in decision.results)
    rules = [rule for rule in silent.policies.rules if not rule.denies] if silent.policies else []
    near = ((rule, missed_parts(rule, decision.request, is_bounded)) for rule in rules)
    ranked = sorted((entry for entry in near if entry[1]), key=lambda entry: _distance(entry[1]))
    return tuple(NearMiss(statement_place(rule), missed) for rule, missed in ranked[:NEAREST])


def _silent(decision: Decision, kind: Kind) -> Result | None:
    results = (result for result in decision.results if result.kind is kind)
    return next((one for one in results if one.verdict is Verdict.IMPLICITLY_DENIED), None)


def _distance(missed: tuple[MissedPart, ...]) -> tuple[bool, int]:
    """A statement about another action is further away than any about this one."""
    return any(part.element.endswith("Action") for part in missed), len(missed)


def missed_parts(rule: Rule, request: Request, is_bounded: bool) -> tuple[MissedPart, ...]:
    """Every part of a statement that keeps it from applying to a request."""
    fits = {
        Part.ACTION: rule.actions.fits(request.folded_action),
        Part.RESOURCE: rule.resource_miss(request) is None,
        Part.PRINCIPAL: rule.grant(request.principal, is_bounded) is not None,
    }
    parts = [_part_missed(rule, part, request) for part, does_fit in fits.items() if not does_fit]
    values = request.values
    conditions = [
        _condition_missed(condition, request)
        for condition in rule.conditions
        if not condition.holds(values.get(condition.key), values)
    ]
    return (*parts, *conditions)


def _part_missed(rule: Rule, part: Part, request: Request) -> MissedPart:
    statement, caller = rule.statement, request.principal
    line, column = statement.node.line, statement.node.column
    if part is Part.PRINCIPAL:
        who = statement.principals
        names = tuple(entry.value.value for entry in who.entries) if who else ()
        element = who.element.value if who else "Principal"
        return MissedPart(element, names, caller.arn or caller.kind.value, line, column)
    what = statement.actions if part is Part.ACTION else statement.resources
    texts = tuple(item.value for item in what.items) if what else ()
    element = what.element.value if what else part.value.title()
    seen = request.action if part is Part.ACTION else request.resource
    return MissedPart(element, texts, seen, line, column)


def _condition_missed(ready: ReadyCondition, request: Request) -> MissedPart:
    condition = ready.condition
    return MissedPart(
        "Condition",
        condition.texts,
        request.values.get(ready.key),
        condition.key.line,
        condition.key.column,
        condition.operator.value,
        condition.key.value,
        ready.is_known,
    )


def _listed(seen: ContextValue | None) -> tuple[str, ...]:
    return seen if isinstance(seen, tuple) else (seen or "",)


def _quoted(values: tuple[str, ...]) -> str:
    shown = " or ".join(f"`{value}`" for value in values[:SHOWN])
    return f"{shown} or {len(values) - SHOWN} more" if len(values) > SHOWN else shown
