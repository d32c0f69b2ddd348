"""NumericEquals and its family: decimal numbers, compared as numbers."""

import operator
import re
from decimal import Decimal, InvalidOperation

from ..comparing import no_value, some_value

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")


def number(text: str) -> Decimal | None:
    """The number a text is, or None if anything else stands in it."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


equals = some_value(number, operator.eq)
not_equals = no_value(number, operator.eq)
less_than = some_value(number, operator.lt)
less_than_or_equals = some_value(number, operator.le)
greater_than = some_value(number, operator.gt)
greater_than_or_equals = some_value(number, operator.ge)
