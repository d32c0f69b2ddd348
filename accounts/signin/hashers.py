"""How passwords are hashed: Argon2id, as strong as a sign-in and a machine can bear."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from iamconsole.errors import Throttling

# Each hash holds its memory and a core for a good part of a second. A flood of sign-ins must wait
# its turn, and be sent away when it takes too long, rather than take the machine's memory.
MOST_AT_ONCE: int = settings.PASSWORD_CHECKS_AT_ONCE
LONGEST_WAIT_SECONDS = 5.0
_turns = BoundedSemaphore(MOST_AT_ONCE)


@contextmanager
def a_turn() -> Iterator[None]:
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Throttling("Rate exceeded: too many passwords are being checked. Try again shortly.")
    try:
        yield
    finally:
        _turns.release()


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
