"""Says how a call is refused: the error, and its message to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from iamconsole.errors import Refused


@contextmanager
def refused(kind: type[Refused], message: str) -> Iterator[None]:
    """What runs inside is refused with exactly this error and this message."""
    with pytest.raises(kind) as refusal:
        yield
    assert (type(refusal.value), refusal.value.message) == (kind, message)
