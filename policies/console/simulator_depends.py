"""Answers that hang on what a question left unsaid: each is asked again with the key, both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.console.simulator_keys import entry, relevant
from policies.engine import EvaluationResult, Verdict
from policies.engine.catalog import condition_key
from policies.shapes import SimulationResult

_MOST_KEYS = 3
_MOST_VALUES = 2
_MOST_CELLS = 100

Ask = Callable[[Mapping[str, Any]], SimulationResult]


@dataclass(frozen=True)
class Otherwise:
    """What the answer is if the request has a key with a value."""

    key: str
    value: str
    verdict: Verdict


Dependences = Mapping[tuple[int, int], tuple[Otherwise, ...]]


def dependences(ask: Ask, params: Mapping[str, Any], result: SimulationResult) -> Dependences:
    """For each answer by row and column: with which values of missing keys it is another one."""
    rows = result.evaluation_results
    if not rows or len(rows) * len(rows[0].decisions) > _MOST_CELLS:
        return {}
    found: dict[tuple[int, int], tuple[Otherwise, ...]] = {}
    for key in relevant(rows[0].missing_context_values, params["action_names"])[:_MOST_KEYS]:
        for value in list(_values(key, result))[:_MOST_VALUES]:
            given = [*params["context_entries"], entry(key, [value])]
            again = ask({**params, "context_entries": given}).evaluation_results
            for place, verdict in _changed(rows, again):
                found[place] = (*found.get(place, ()), Otherwise(key, value, verdict))
    return found


def _changed(
    before: tuple[EvaluationResult, ...], after: tuple[EvaluationResult, ...]
) -> Iterator[tuple[tuple[int, int], Verdict]]:
    for row, (old, new) in enumerate(zip(before, after, strict=True)):
        for column, (then, now) in enumerate(zip(old.decisions, new.decisions, strict=True)):
            if then.verdict is not now.verdict:
                yield (row, column), now.verdict


def _values(key: str, result: SimulationResult) -> Iterator[str]:
    """What to try: both truths, or what the statements that came near want of the key."""
    known = condition_key(key)
    if known and known.kind == "Bool":
        yield from ("true", "false")
        return
    seen: set[str] = set()
    for row, evaluation in enumerate(result.evaluation_results):
        for column in range(len(evaluation.decisions)):
            for near in result.why(row, column).nearest:
                for part in near.missed:
                    if part.key and part.key.lower() == key.lower():
                        seen.update(part.wanted)
    yield from sorted(value.replace("*", "x").replace("?", "x") for value in seen if value)
