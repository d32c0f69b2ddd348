"""Parts of a page: one that the caller may not see says so, and the rest of the page stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied
from iamconsole.gate import Operation

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Part(Generic[R]):
    """What an operation gave, or why the caller may not have it."""

    content: R | None = None
    refusal: AccessDenied | None = None


def part(
    operation: Operation[P, R], caller: Caller, /, *args: P.args, **params: P.kwargs
) -> Part[R]:
    """Ask an operation for a part of a page. Other refusals end the whole page."""
    try:
        return Part(content=operation(caller, *args, **params))
    except AccessDenied as refusal:
        return Part(refusal=refusal)
