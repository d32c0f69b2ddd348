"""BinaryEquals: the policy holds base64, the request the bytes themselves."""

import base64
import binascii

from ..comparing import Meets


def equals(texts: tuple[str, ...], _has_variables: bool) -> Meets:
    """A condition met by a request value with the same bytes as one of the values."""
    values = {decoded for text in texts if (decoded := _decoded(text)) is not None}
    return lambda text, _context: _bytes(text) in values


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _bytes(text: str) -> bytes | None:
    """The bytes a request holds; those that are no UTF-8 come as Python reads such file names."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return None
