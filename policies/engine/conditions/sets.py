"""How a condition meets a key's values: alone, all of them, or any of them."""

from collections.abc import Callable
from typing import TypeAlias

from ..comparing import Meets
from ..variables import Context, ContextValue

# Whether what the request says of a key satisfies a condition.
Holds: TypeAlias = Callable[[ContextValue | None, Context], bool]


def alone(meets: Meets, if_absent: bool) -> Holds:
    """The key has one value.

    C-4 (Q7), unverified for lists of one: a list needs a set operator, and never matches here.
    """

    def holds(seen: ContextValue | None, context: Context) -> bool:
        if isinstance(seen, str):
            return meets(seen, context)
        return seen is None and if_absent

    return holds


def for_all(meets: Meets) -> Holds:
    """Every value of the key, of which there may be none."""

    def holds(seen: ContextValue | None, context: Context) -> bool:
        return all(meets(value, context) for value in values_of(seen))

    return holds


def for_any(meets: Meets, if_absent: bool) -> Holds:
    """Some value of the key."""

    def holds(seen: ContextValue | None, context: Context) -> bool:
        if seen is None:
            return if_absent
        return any(meets(value, context) for value in values_of(seen))

    return holds


def only_absent(seen: ContextValue | None, _context: Context) -> bool:
    """What a condition without values says to IfExists and ForAllValues (C-8)."""
    return not values_of(seen)


def never(_seen: ContextValue | None, _context: Context) -> bool:
    """What cannot be met."""
    return False


def values_of(seen: ContextValue | None) -> tuple[str, ...]:
    """The values of a key; a single one is a list of one (C-5)."""
    if seen is None:
        return ()
    return (seen,) if isinstance(seen, str) else seen
