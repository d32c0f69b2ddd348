"""Turns at something costly: a few at once, and those who are known before those who are not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class NoTurn(Exception):
    """There was none in time, or too many wait already."""


class Turns:
    """At most `at_once` turns under way; at most `strangers` have one or wait for one.

    Whoever is known waits for turns under way and for others who are known, never for strangers in
    the queue. Strangers who are too many are sent away at once: they must not hold every thread.
    """

    def __init__(self, at_once: int, strangers: int) -> None:
        self._free = at_once
        self._places = strangers
        self._known_waiting = 0
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, longest_wait: float, *, is_stranger: bool = False) -> Iterator[None]:
        """Hold a turn. Raises NoTurn."""
        begin = self._begin_as_stranger if is_stranger else self._begin_as_known
        with self._changed:
            begin(longest_wait)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._places += is_stranger
                self._changed.notify_all()

    def _begin_as_known(self, longest_wait: float) -> None:
        self._known_waiting += 1
        try:
            self._take(lambda: self._free > 0, longest_wait)
        finally:
            self._known_waiting -= 1
            self._changed.notify_all()

    def _begin_as_stranger(self, longest_wait: float) -> None:
        if not self._places:
            raise NoTurn
        self._places -= 1
        try:
            self._take(lambda: self._free > 0 and not self._known_waiting, longest_wait)
        except NoTurn:
            self._places += 1
            raise

    def _take(self, is_free: Callable[[], bool], longest_wait: float) -> None:
        if not self._changed.wait_for(is_free, longest_wait):
            raise NoTurn
        self._free -= 1
