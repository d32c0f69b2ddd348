"""Forms on several pages: which page one is on, which are done, and which are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from iamconsole.console.cells import Words

STATES: dict[str, Words] = {
    "done": gettext_lazy("done"),
    "current": gettext_lazy("current"),
    "to-do": gettext_lazy("to do"),
}


@dataclass(frozen=True)
class Stage:
    """A page of the form: its name, what stands over it, and its address once it can be opened."""

    name: str
    title: Words
    address: str = ""


@dataclass(frozen=True)
class Shown:
    """A page of the form as the list of them shows it."""

    stage: Stage
    state: str

    @property
    def words(self) -> Words:
        return STATES[self.state]


def stages_at(stages: Sequence[Stage], current: str, reached: str) -> tuple[Shown, ...]:
    """Every page; those up to the furthest one `reached` are done, and links."""
    names = [stage.name for stage in stages]
    furthest = max(names.index(current), names.index(reached) if reached in names else 0)
    return tuple(
        Shown(stage, _state(stage.name == current, position <= furthest))
        for position, stage in enumerate(stages)
    )


def _state(is_current: bool, is_reached: bool) -> str:
    if is_current:
        return "current"
    return "done" if is_reached else "to-do"
