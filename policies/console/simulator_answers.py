"""The simulator's answers for people: a matrix, and for each of its cells how it came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iamconsole.console.cells import Tone, Words, number
from iamconsole.console.problems import LAYERS
from policies.console.simulator_depends import Dependences, Otherwise
from policies.console.simulator_keys import relevant
from policies.engine import (
    EvaluationResult,
    Explanation,
    Kind,
    LayerAnswer,
    NearMiss,
    StatementPlace,
    Verdict,
)
from policies.engine.catalog import action as known_action
from policies.engine.catalog import nearest_action
from policies.holdings import OWN_PASSWORD, OWN_SESSIONS
from policies.shapes import SimulationResult

# With more answers than these, each has a page of its own.
MOST_EXPLAINED = 40


@dataclass(frozen=True)
class Outcome:
    """How an answer is told: by a word, an icon and a colour."""

    words: Words
    icon: str
    tone: Tone


OUTCOMES: Mapping[Verdict, Outcome] = {
    Verdict.ALLOWED: Outcome(gettext_lazy("Allowed"), "circle-check", "ok"),
    Verdict.EXPLICITLY_DENIED: Outcome(
        gettext_lazy("Denied by a statement"), "shield-alert", "danger"
    ),
    Verdict.IMPLICITLY_DENIED: Outcome(gettext_lazy("Not allowed"), "circle-minus", "warn"),
}
_SAID: Mapping[Verdict, Words] = {
    Verdict.ALLOWED: gettext_lazy("Allows it"),
    Verdict.EXPLICITLY_DENIED: gettext_lazy("Denies it"),
    Verdict.IMPLICITLY_DENIED: gettext_lazy("Does not allow it"),
}
_ABOUT_RESOURCE = (Kind.RESOURCE, Kind.TRUST)


@dataclass(frozen=True)
class Step:
    """What one layer said, and whether that decided."""

    layer: Words
    words: Words
    tone: Tone
    is_decisive: bool


@dataclass(frozen=True)
class Deciding:
    """A statement that decided or came near: how it is called, where it stands, what missed."""

    policy: str
    address: str
    name: str
    line: int
    via: str
    missed: NearMiss | None = None


@dataclass(frozen=True)
class Elsewise:
    """How the answer is told if a key that is missing had a value."""

    key: str
    value: str
    outcome: Outcome


@dataclass(frozen=True)
class Cell:
    """The answer for one action on one resource."""

    action: str
    resource: str
    outcome: Outcome
    id: str
    address: str
    because: str = ""
    steps: tuple[Step, ...] = ()
    statements: tuple[Deciding, ...] = ()
    nearest: tuple[Deciding, ...] = ()
    ignored: tuple[str, ...] = ()
    otherwise: tuple[Elsewise, ...] = ()


@dataclass(frozen=True)
class Line:
    """An action's row of the matrix."""

    action: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Answers:
    """All that a simulation answered."""

    resources: tuple[str, ...]
    lines: tuple[Line, ...]
    counts: tuple[tuple[Outcome, str], ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...]
    is_explained: bool
    shows_policies: bool

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for line in self.lines for cell in line.cells)


@dataclass(frozen=True)
class Asked:
    """What a simulation was about; `alone` is the address that asks about one cell of it.

    `nearest_in` is the layer in which to look for what came near, if not the one that decided.
    """

    arn: str
    resources: tuple[str, ...]
    has_resource_policy: bool
    alone: Callable[[str, str], str]
    nearest_in: Kind | None = None


def answers(
    result: SimulationResult, asked: Asked, depending: Dependences | None = None
) -> Answers:
    """What a simulation found, for people; `depending` is what hangs on keys that are missing."""
    resources = asked.resources
    evaluations = result.evaluation_results
    is_explained = len(evaluations) * len(resources) <= MOST_EXPLAINED
    lines = []
    for row, evaluation in enumerate(evaluations):
        cells = [cell_of(evaluation, row, column, asked) for column in range(len(resources))]
        cells = [
            replace(cell, otherwise=_otherwise((depending or {}).get((row, column), ())))
            for column, cell in enumerate(cells)
        ]
        if is_explained:
            cells = [
                _explained(cell, result.why(row, column, asked.nearest_in), asked)
                for column, cell in enumerate(cells)
            ]
        lines.append(Line(evaluation.eval_action_name, tuple(cells)))
    return Answers(
        resources=resources,
        lines=tuple(lines),
        counts=counts(one.verdict for each in evaluations for one in each.decisions),
        missing=missing_keys(evaluations),
        doubts=tuple(doubts(one.eval_action_name for one in evaluations)),
        is_explained=is_explained,
        shows_policies=result.shows_policies,
    )


def missing_keys(evaluations: Iterable[EvaluationResult]) -> tuple[str, ...]:
    """The keys that policies ask for and nobody gave, of which answers may hang."""
    found = dict.fromkeys(
        key
        for one in evaluations
        for key in relevant(one.missing_context_values, [one.eval_action_name])
    )
    return tuple(found)


def cell_of(evaluation: EvaluationResult, row: int, column: int, asked: Asked) -> Cell:
    """The answer for an action on one of the resources, not yet explained."""
    action, resource = evaluation.eval_action_name, asked.resources[column]
    outcome = OUTCOMES[evaluation.decisions[column].verdict]
    address = asked.alone(action, resource)
    return Cell(action, resource, outcome, f"answer-{row + 1}-{column + 1}", address)


def _otherwise(found: Iterable[Otherwise]) -> tuple[Elsewise, ...]:
    return tuple(Elsewise(one.key, one.value, OUTCOMES[one.verdict]) for one in found)


def _explained(cell: Cell, why: Explanation, asked: Asked) -> Cell:
    layers = (
        one for one in why.layers if asked.has_resource_policy or one.kind not in _ABOUT_RESOURCE
    )
    near = (one for one in why.nearest if not _is_about_another_action(one))
    return replace(
        cell,
        address=f"#{cell.id}",
        because=why.message,
        steps=tuple(_step(layer, why) for layer in layers),
        statements=tuple(_deciding(place, asked.arn) for place in why.statements),
        nearest=tuple(_deciding(one.statement, asked.arn, one) for one in near),
        ignored=tuple(map(str, why.ignored)),
    )


def _is_about_another_action(near: NearMiss) -> bool:
    return any(part.element.endswith("Action") for part in near.missed)


def _step(layer: LayerAnswer, why: Explanation) -> Step:
    name = LAYERS[layer.kind]
    is_decisive = layer.kind is why.layer and layer.verdict is why.verdict
    return Step(name, _SAID[layer.verdict], OUTCOMES[layer.verdict].tone, is_decisive)


def _deciding(place: StatementPlace, arn: str, missed: NearMiss | None = None) -> Deciding:
    name = place.sid or _("Statement %(number)s") % {"number": place.index + 1}
    via = (place.via or "").rpartition("/")[2]
    policy, address = _policy(place, arn)
    return Deciding(policy, address, name, place.line, via, missed)


def _policy(place: StatementPlace, arn: str) -> tuple[str, str]:
    """What a statement's policy is called, and where it can be read."""
    if place.policy_arn:
        page = reverse("console-policy-document", args=[place.policy_arn])
        return place.policy, f"{page}#L{place.line}"
    if (place.kind, place.policy) in _SENT:
        words, field = _SENT[place.kind, place.policy]
        return str(words), f"#{field}" if field else ""
    if place.policy == OWN_PASSWORD.name:
        return _("The account's password settings"), reverse("console-settings")
    if place.policy == OWN_SESSIONS.name:
        return _("What everybody may do with sessions of their own"), reverse("console-me-sessions")
    kind, _slash, path = (place.via or arn).rpartition(":")[2].partition("/")
    names = [path.rpartition("/")[2], place.policy]
    return place.policy, reverse(f"console-{kind}-inline", args=names)


# What the simulation calls the documents that came with the question, and their fields.
_SENT: Mapping[tuple[Kind, str], tuple[Words, str]] = {
    (Kind.IDENTITY, "PolicyInputList.1"): (gettext_lazy("the draft policy"), "draft"),
    (Kind.BOUNDARY, "PermissionsBoundaryPolicyInputList.1"): (
        gettext_lazy("the boundary given"),
        "boundary",
    ),
    (Kind.SESSION, "SessionPolicy"): (gettext_lazy("the session policy"), "session"),
    (Kind.SCP, "ServiceControlPolicy.1"): (
        gettext_lazy("the organization's policy"),
        "organization",
    ),
    (Kind.SCP, "ServiceControlPolicy.2"): (gettext_lazy("FullAWSAccess"), "organization"),
    (Kind.RCP, "ResourceControlPolicy.1"): (
        gettext_lazy("the organization's policy of resources"),
        "organization",
    ),
    (Kind.TRUST, "PolicyDocument"): (gettext_lazy("the trust policy"), ""),
    (Kind.IDENTITY, "policies of the other account"): (
        gettext_lazy("the policies of the other account, taken to allow it"),
        "",
    ),
    (Kind.RESOURCE, "ResourcePolicy"): (gettext_lazy("the resource's policy"), "resource-policy"),
}


def counts(verdicts: Iterable[Verdict]) -> tuple[tuple[Outcome, str], ...]:
    """How many answers there are of each kind, of which there are any."""
    found = Counter(verdicts)
    return tuple(
        (outcome, ngettext("%(count)s answer", "%(count)s answers", many) % {"count": number(many)})
        for verdict, outcome in OUTCOMES.items()
        if (many := found[verdict])
    )


def doubts(actions: Iterable[str]) -> Iterator[str]:
    """Actions that nobody is known to have, which are more often misspelt than new."""
    for name in actions:
        if known_action(name) is None:
            meant = nearest_action(*name.split(":", 1))
            yield (
                _("No service is known to have %(name)s. Is %(meant)s meant?")
                % {"name": name, "meant": meant}
                if meant
                else _("No service is known to have %(name)s.") % {"name": name}
            )
