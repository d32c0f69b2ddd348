"""How passwords are hashed: Argon2id, as strong as a sign-in and a machine can bear."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from iamconsole.errors import Throttling

P = ParamSpec("P")
R = TypeVar("R")

# Each hash holds its memory and a core for a good part of a second. A flood of sign-ins must wait
# its turn, and be sent away when it takes too long, rather than take the machine's memory.
MOST_AT_ONCE: int = settings.PASSWORD_CHECKS_AT_ONCE
AT_ONCE_FOR_STRANGERS = 1
# Under way or waiting, of those nobody knows; a thread is left for everybody else.
MOST_STRANGERS = max(1, settings.WEB_THREADS - 1)
LONGEST_WAIT_SECONDS = 5.0

_turns = threading.BoundedSemaphore(MOST_AT_ONCE)
_places_of_strangers = threading.BoundedSemaphore(MOST_STRANGERS)
_is_for_stranger: ContextVar[bool] = ContextVar("is_for_stranger", default=False)


@contextmanager
def for_a_stranger(is_one: bool = True) -> Iterator[None]:
    """What is hashed inside is for somebody who has shown nothing yet; who is known has no wait."""
    token = _is_for_stranger.set(is_one)
    try:
        yield
    finally:
        _is_for_stranger.reset(token)


def in_turn(hashed: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the function returns. Raises Throttling where there is no turn for it.

    Those who are known wait for one another. Strangers have one turn a process among themselves,
    and those who are too many are sent away at once: they must not hold every thread.
    """
    return (_aside if _is_for_stranger.get() else _at_once)(hashed, *args, **kwargs)


def _at_once(hashed: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise _too_many()
    try:
        return hashed(*args, **kwargs)
    finally:
        _turns.release()


def _aside(hashed: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    if not _places_of_strangers.acquire(blocking=False):
        raise _too_many()
    try:
        waiting = _aside_pool.submit(hashed, *args, **kwargs)
        try:
            return waiting.result(LONGEST_WAIT_SECONDS)
        except TimeoutError:
            if waiting.cancel():
                raise _too_many() from None
            return waiting.result()
    finally:
        _places_of_strangers.release()


# Of no lesser priority: a thread that has to wait for a core may hold the interpreter's lock.
_aside_pool = ThreadPoolExecutor(AT_ONCE_FOR_STRANGERS, "hash-for-strangers")


def _too_many() -> Throttling:
    return Throttling("Rate exceeded: too many passwords are being checked. Try again shortly.")


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with one lane; OWASP's parameters, two passes over 19 MiB, are the least."""

    time_cost = settings.PASSWORD_PASSES
    memory_cost = settings.PASSWORD_MEMORY_MIB * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return in_turn(super().encode, password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        return in_turn(super().verify, password, encoded)
