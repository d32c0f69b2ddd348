"""Turns to write to a SQLite database, of which one is had at a time.

SQLite has everybody else look again after a while, later and later, so that of many some wait for
long while nobody writes. Here threads wait for one another, and the foremost ones of processes on a
lock of the database's folder, which ends with whoever holds it. It keeps order only: what keeps
two from writing at once is SQLite's own lock.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

from django.db import OperationalError

_A_LOOK_SECONDS = 0.0002

_threads: dict[Path, threading.Lock] = {}
_held: set[int] = set()


class Turn:
    """A turn, from when it is made until its `end`.

    Raises OperationalError, in SQLite's words, where none comes within `longest_wait` seconds.
    """

    def __init__(self, database: Path, longest_wait: float) -> None:
        too_late = time.monotonic() + longest_wait
        self._thread = _threads.setdefault(database, threading.Lock())
        if not self._thread.acquire(timeout=longest_wait):
            raise OperationalError("database is locked")
        self._folder = os.open(database.parent, os.O_RDONLY | os.O_CLOEXEC)
        _held.add(self._folder)
        while not _is_locked(self._folder):
            if time.monotonic() > too_late:
                self.end()
                raise OperationalError("database is locked")
            time.sleep(_A_LOOK_SECONDS)

    def end(self) -> None:
        _held.discard(self._folder)
        os.close(self._folder)
        self._thread.release()


def _is_locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # where there is no such lock, processes have SQLite's own
    return True


def _forget_all() -> None:
    """In a process just forked nobody has a turn, and it must not hold its parent's up."""
    _threads.clear()
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_forget_all)
