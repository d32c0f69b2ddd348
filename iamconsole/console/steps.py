"""Acts of several operations: each stands for itself, so a page says which of them took effect."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.errors import Refused
from iamconsole.gate import Operation


@dataclass(frozen=True)
class Step:
    """One operation to ask for, and a sentence on what it does."""

    words: Words
    operation: Operation[Any, Any]
    params: Mapping[str, Any]

    @property
    def call(self) -> str:
        """The operation's name. A template that named the operation itself would call it."""
        return self.operation.name

    @property
    def key(self) -> str:
        """What tells this step apart from others, from one request to the next."""
        asked = json.dumps([self.call, self.params], sort_keys=True, default=str)
        return sha256(asked.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Failure:
    """A step that was refused, and why."""

    step: Step
    refusal: Refused


@dataclass(frozen=True)
class Outcome:
    """How far an act came: the steps done, those refused, and those not tried."""

    done: tuple[Step, ...]
    failures: tuple[Failure, ...] = ()
    left: tuple[Step, ...] = ()
    results: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def is_whole(self) -> bool:
        return not self.failures

    @property
    def status(self) -> int:
        return self.failures[0].refusal.status if self.failures else 200


def in_order(caller: Caller, steps: Iterable[Step]) -> Outcome:
    """Ask for one step after the other; the first refusal leaves the rest untried."""
    waiting = tuple(steps)
    if unconfirmed := _unconfirmed(caller, waiting):
        return unconfirmed
    results: list[Any] = []
    for position, step in enumerate(waiting):
        try:
            results.append(step.operation.perform(caller, step.params))
        except Refused as refusal:
            failed = (Failure(step, refusal),)
            rest = waiting[position + 1 :]
            return Outcome(waiting[:position], failed, rest, results=tuple(results))
    return Outcome(waiting, results=tuple(results))


def _unconfirmed(caller: Caller, steps: tuple[Step, ...]) -> Outcome | None:
    """What comes of steps one of which wants newer proof that the caller is there: nothing yet.

    The same steps are asked for once more when it is given, and must not find half of it done.
    """
    for position, step in enumerate(steps):
        try:
            step.operation.refuse_unconfirmed(caller)
        except Refused as refusal:
            rest = (*steps[:position], *steps[position + 1 :])
            return Outcome((), (Failure(step, refusal),), rest)
    return None


def each(caller: Caller, steps: Iterable[Step]) -> Outcome:
    """Ask for every step, whatever becomes of the others."""
    done: list[Step] = []
    failures: list[Failure] = []
    for step in steps:
        try:
            step.operation.perform(caller, step.params)
        except Refused as refusal:
            failures.append(Failure(step, refusal))
        else:
            done.append(step)
    return Outcome(tuple(done), tuple(failures))
