"""StringEquals, StringEqualsIgnoreCase, StringLike and their negated forms."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from ..comparing import Builder, Meets
from ..match import Matches, any_of, glob_of
from ..variables import Context, Resolved, has_variable, parts_of, per_value, resolve, text_of

# Turns values whose variables are replaced into a test for any of them.
AnyOf: TypeAlias = Callable[[Iterable[Resolved]], Matches]


def _exactly(values: Iterable[Resolved]) -> Matches:
    return frozenset(map(text_of, values)).__contains__


def _ignoring_case(values: Iterable[Resolved]) -> Matches:
    wanted = frozenset(folded(text_of(value)) for value in values)
    return lambda text: folded(text) in wanted


def _like(values: Iterable[Resolved]) -> Matches:
    return any_of(map(glob_of, values))


def folded(text: str) -> str:
    """Simple case folding: one character for one, so that no text changes its length."""
    return text.lower() if text.isascii() else "".join(map(_folded_character, text))


def _folded_character(character: str) -> str:
    for candidate in (character.casefold(), character.lower()):
        if len(candidate) == 1:
            return candidate
    return character


def _some(any_of_values: AnyOf) -> Builder:
    def build(texts: tuple[str, ...], has_variables: bool) -> Meets:
        templates = [parts_of(text, has_variables) for text in texts]
        varying = [
            per_value((template,), any_of_values)
            for template in templates
            if has_variable(template)
        ]
        fixed = [resolve(template, {}) for template in templates if not has_variable(template)]
        fits_fixed = any_of_values(value for value in fixed if value is not None)

        def meets(text: str, context: Context) -> bool:
            if fits_fixed(text):
                return True
            # A variable without a value is a value that nothing equals (VAR-7).
            tests = (test_for(context) for test_for in varying)
            return any(fits(text) for fits in tests if fits is not None)

        return meets if varying else lambda text, _context: fits_fixed(text)

    return build


def _none(builder: Builder) -> Builder:
    def build(texts: tuple[str, ...], has_variables: bool) -> Meets:
        meets = builder(texts, has_variables)
        return lambda text, context: not meets(text, context)

    return build


equals = _some(_exactly)
equals_ignoring_case = _some(_ignoring_case)
like = _some(_like)
not_equals = _none(equals)
not_equals_ignoring_case = _none(equals_ignoring_case)
not_like = _none(like)
