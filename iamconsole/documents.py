"""Policy documents as JSON's values, for whoever hands them on in another form."""

from __future__ import annotations

import json
from typing import Any

_MOST_KEPT = 15  # characters of a number that every reader of JSON keeps


def document_value(text: str) -> Any:
    """What a saved document says, its numbers as they were written.

    Conditions compare numbers as text, so that one which a reader would round or write differently,
    such as `1.10` or one of 5,000 digits, stands as its text: it then means the same.
    """
    return json.loads(text, parse_int=_as_written, parse_float=_as_written)


def _as_written(number: str) -> int | float | str:
    if len(number) > _MOST_KEPT:
        return number
    read = int(number) if number.lstrip("-").isdigit() else float(number)
    return read if str(read) == number else number
