"""ArnEquals, which is ArnLike, and their negated forms: six fields, a wildcard in each its own."""

from ..arn import FIELDS, fields_matcher
from ..comparing import Meets
from ..variables import Context, Part, parts_of, per_value

Fields = tuple[tuple[Part, ...], ...]


def like(texts: tuple[str, ...], has_variables: bool) -> Meets:
    """A condition met by an ARN that fits one of the values; no ARN on a side, no match."""
    patterns = [fields for text in texts if (fields := _fields(text, has_variables))]
    matchers = [per_value(fields, fields_matcher) for fields in patterns]

    def meets(text: str, context: Context) -> bool:
        if not text.startswith("arn:"):
            return False
        tests = (matcher(context) for matcher in matchers)
        return any(fits(text) for fits in tests if fits is not None)

    return meets


def not_like(texts: tuple[str, ...], has_variables: bool) -> Meets:
    """A condition met by a text that fits none of the values, be it an ARN or not (C-18)."""
    meets = like(texts, has_variables)
    return lambda text, context: not meets(text, context)


def _fields(text: str, has_variables: bool) -> Fields | None:
    """The six fields, cut before variables have values, so that a value cannot shift them."""
    fields: list[list[Part]] = [[]]
    for part in parts_of(text, has_variables):
        if not isinstance(part, str):
            fields[-1].append(part)
            continue
        first, *others = part.split(":", FIELDS - len(fields))
        fields[-1].append(first)
        fields.extend([other] for other in others)
    return tuple(map(tuple, fields)) if len(fields) == FIELDS else None
