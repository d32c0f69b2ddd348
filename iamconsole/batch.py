"""Many small notes written with few statements: a buffer that empties itself."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.util import Finalize
from typing import Generic, TypeVar

from django.db import close_old_connections, connection

T = TypeVar("T")
log = logging.getLogger(__name__)


class Batch(Generic[T]):
    """Hands what was added to `store`, at most `seconds` later or `size` at a time.

    With `seconds` 0 everything is stored at once. What is still waiting when the process ends in
    order is stored then; a killed process loses at most `seconds` of notes.
    """

    def __init__(self, store: Callable[[Sequence[T]], None], *, size: int, seconds: float) -> None:
        self._store = store
        self._size = size
        self._seconds = seconds
        self._waiting: deque[T] = deque()  # taken from and added to by many threads at once
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, note: T) -> None:
        if not self._seconds:
            self._store([note])
            return
        self._waiting.append(note)
        if self._thread is None:
            self._start()
        if len(self._waiting) >= self._size:
            self._wake.set()

    def flush(self) -> None:
        """Store what waits, in the calling thread."""
        taken = []
        with suppress(IndexError):
            for _ in range(len(self._waiting)):
                taken.append(self._waiting.popleft())
        if taken:
            self._store(taken)

    def _start(self) -> None:
        with self._lock:
            if self._thread:
                return
            self._thread = threading.Thread(target=self._run, name="batch", daemon=True)
        self._thread.start()
        # The web server's processes end without what atexit holds, but not without this.
        Finalize(None, self._last, exitpriority=10)

    def _run(self) -> None:
        while True:
            self._wake.wait(self._seconds)
            self._wake.clear()
            self._try()

    def _last(self) -> None:
        self._try()
        connection.close()

    def _try(self) -> None:
        close_old_connections()
        try:
            self.flush()
        except Exception:  # the notes are lost, the service is not; the log says so
            log.exception("a batch could not be stored")
        finally:
            close_old_connections()  # a thread that waits holds no connection of the pool
