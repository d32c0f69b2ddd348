"""How passwords are hashed: Argon2id, as strong as a sign-in and a machine can bear."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.signin.turns import NoTurn, Turns
from iamconsole.errors import Throttling

# Each hash holds its memory and a core for a good part of a second. A flood of sign-ins must wait
# its turn, and be sent away when it takes too long, rather than take the machine's memory.
MOST_AT_ONCE: int = settings.PASSWORD_CHECKS_AT_ONCE
# Of those nobody knows; a thread is left for everybody else.
MOST_STRANGERS = max(1, settings.WEB_THREADS - 1)
LONGEST_WAIT_SECONDS = 5.0
_turns = Turns(MOST_AT_ONCE, MOST_STRANGERS)
_is_for_stranger: ContextVar[bool] = ContextVar("is_for_stranger", default=False)


@contextmanager
def for_a_stranger(is_one: bool = True) -> Iterator[None]:
    """What is hashed inside is for somebody who has shown nothing yet, and waits behind others."""
    token = _is_for_stranger.set(is_one)
    try:
        yield
    finally:
        _is_for_stranger.reset(token)


@contextmanager
def a_turn() -> Iterator[None]:
    """A turn to hash. Raises Throttling where there is none."""
    try:
        with _turns.turn(LONGEST_WAIT_SECONDS, is_stranger=_is_for_stranger.get()):
            yield
    except NoTurn:
        raise Throttling(
            "Rate exceeded: too many passwords are being checked. Try again shortly."
        ) from None


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with one lane; OWASP's parameters, two passes over 19 MiB, are the least."""

    time_cost = settings.PASSWORD_PASSES
    memory_cost = settings.PASSWORD_MEMORY_MIB * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with a_turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with a_turn():
            return super().verify(password, encoded)
