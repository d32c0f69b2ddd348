"""Several principals beside one another: what each may do, as far as the reader may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, Refused
from policies.console.simulator_answers import (
    Asked,
    Cell,
    Outcome,
    cell_of,
    counts,
    doubts,
    missing_keys,
)
from policies.console.simulator_asking import ask
from policies.console.simulator_form import SimulatorForm
from policies.shapes import SimulationResult


@dataclass(frozen=True)
class Compared:
    """One of them with its answers, one a column; none where the reader may not ask about it."""

    arn: str
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.arn.split(":", 5)[-1]


@dataclass(frozen=True)
class Comparison:
    """All of them. A column is an action on a resource."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Compared, ...]
    counts: tuple[tuple[Outcome, str], ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...]
    has_resources: bool


def comparison(
    caller: Caller, form: SimulatorForm, asked: Callable[[str], Asked]
) -> Comparison | None:
    """The answers for each; None where the form says why there are none.

    Who may ask about none of them is refused.
    """
    found: dict[str, SimulationResult | AccessDenied] = {}
    for arn in form.arns:
        try:
            found[arn] = ask(caller, arn, form.params())
        except AccessDenied as refusal:
            found[arn] = refusal
        except Refused as refusal:
            form.show(refusal, arn)
            return None
    results = {arn: one for arn, one in found.items() if isinstance(one, SimulationResult)}
    if not results:
        raise next(one for one in found.values() if isinstance(one, AccessDenied))
    actions, resources = form.cleaned_data["actions"], form.cleaned_data["resources"]
    evaluations = [one for each in results.values() for one in each.evaluation_results]
    return Comparison(
        columns=tuple((action, resource) for action in actions for resource in resources),
        rows=tuple(Compared(arn, tuple(_cells(results.get(arn), asked(arn)))) for arn in found),
        counts=counts(one.verdict for each in evaluations for one in each.decisions),
        missing=missing_keys(evaluations),
        doubts=tuple(doubts(actions)),
        has_resources=resources != ("*",),
    )


def _cells(result: SimulationResult | None, asked: Asked) -> Iterator[Cell]:
    for row, evaluation in enumerate(result.evaluation_results if result else ()):
        for column in range(len(asked.resources)):
            yield cell_of(evaluation, row, column, asked)
