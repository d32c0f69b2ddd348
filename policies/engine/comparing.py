"""What the operators of typed values share: parse both sides, then compare."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from .variables import Context

T = TypeVar("T")

# Whether one request value meets a condition with all its policy values.
Meets: TypeAlias = Callable[[str, Context], bool]


def some_value(parse: Callable[[str], T | None], holds: Callable[[T, T], bool]) -> "Builder":
    """A condition that one of its values must meet; text without the right form meets none."""

    def build(texts: tuple[str, ...], _has_variables: bool) -> Meets:
        values = [value for text in texts if (value := parse(text)) is not None]

        def meets(text: str, _context: Context) -> bool:
            given = parse(text)
            return given is not None and any(holds(given, value) for value in values)

        return meets

    return build


def no_value(parse: Callable[[str], T | None], holds: Callable[[T, T], bool]) -> "Builder":
    """A negated condition: no value may meet it.

    C-7, unverified: if a text on either side has not the right form, nothing is met.
    """

    def build(texts: tuple[str, ...], _has_variables: bool) -> Meets:
        values = [parse(text) for text in texts]

        def meets(text: str, _context: Context) -> bool:
            given = parse(text)
            if given is None or None in values:
                return False
            return not any(holds(given, value) for value in values if value is not None)

        return meets

    return build


Builder: TypeAlias = Callable[[tuple[str, ...], bool], Meets]
