"""Null: whether a key has a value at all."""

from collections.abc import Callable

from ..variables import Context, ContextValue

_WANTS_ABSENCE = {"true": True, "false": False}


def null(
    texts: tuple[str, ...], _has_variables: bool
) -> Callable[[ContextValue | None, Context], bool]:
    """A condition on the presence of the key; with several values one of them must hold."""
    wanted = {_WANTS_ABSENCE.get(text.lower()) for text in texts}

    def holds(seen: ContextValue | None, _context: Context) -> bool:
        return is_absent(seen) in wanted

    return holds


def is_absent(seen: ContextValue | None) -> bool:
    """C-19 (Q6), unverified: an empty text is a value, a list without values is none."""
    return seen is None or seen == ()
