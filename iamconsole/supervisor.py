"""Keeps a few programs running as one: starts them, restarts what dies, stops all together.

Programs are forked from this process, so that they start at once and share its memory. The
supervisor itself must therefore stay as it was born: one thread, no connection, nothing cached.
No child outlives it, however it ends; no grandchild outlives its parent.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import logging
import os
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

log = logging.getLogger(__name__)
PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """What to run, and the name its lines are printed under."""

    name: str
    run: Callable[[], object]


@dataclass(frozen=True)
class Patience:
    """How long the supervisor waits for what, in seconds."""

    first_pause: float = 1.0
    longest_pause: float = 30.0
    steady: float = 10.0
    stopping: float = 20.0
    most_failures: int = 5


@dataclass
class Child:
    """One program, its process while it has one, and how often in a row it ended too soon."""

    program: Program
    process_id: int = 0
    pipe: int = -1
    started: float = 0.0
    due: float = 0.0
    failures: int = 0
    unfinished_line: bytes = field(default=b"", repr=False)

    @property
    def is_running(self) -> bool:
        return self.process_id != 0


class Supervisor:
    """Runs its programs until it is told to stop, or until one of them cannot be kept running."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        output: BinaryIO,
        patience: Patience | None = None,
        is_for_people: bool = True,
    ) -> None:
        self.children = [Child(program) for program in programs]
        self.patience = patience or Patience()
        self.output = output
        self.is_for_people = is_for_people
        self.is_stopping = False
        self._selector = selectors.DefaultSelector()
        self._width = max(len(program.name) for program in programs)

    def run(self) -> int:
        """The exit status: 0 after being told to stop, 1 after giving up on a program."""
        gc.freeze()  # What is here now is not looked at again, so children go on sharing it.
        with self._told_by_signals():
            while not self.is_stopping:
                self._start_due_children()
                self._wait()
                self._bury_the_dead()
            gave_up = self._has_given_up()
            self._stop_all()
        return 1 if gave_up else 0

    @contextlib.contextmanager
    def _told_by_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT ask to stop; SIGCHLD only wakes the loop."""
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        self._selector.register(reader, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield
        finally:
            _take_signals_as_usual()
            self._selector.close()
            os.close(reader)
            os.close(writer)

    def _ask_to_stop(self, *_: object) -> None:
        self.is_stopping = True

    # ---- Starting and restarting ------------------------------------------------------------

    def _start_due_children(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if not child.is_running and child.due <= now:
                self._start(child)

    def _start(self, child: Child) -> None:
        self.output.flush()
        parent = os.getpid()
        reader, writer = os.pipe()
        child.started = time.monotonic()
        child.process_id = os.fork()
        if not child.process_id:
            self._become(child.program, parent, writer)
        os.close(writer)
        child.pipe = reader
        self._selector.register(reader, selectors.EVENT_READ, child)

    def _become(self, program: Program, parent: int, writer: int) -> None:
        """In the child: leave the supervisor behind, run the program, and never come back."""
        status = 1
        try:
            _take_signals_as_usual()
            self._selector.close()
            # A session of its own, so that the child and all it starts can be ended together.
            os.setsid()
            _die_with(parent, signal.SIGTERM)
            _end_forks_with_their_parents()
            _be_known_as(program.name)
            _read_nothing_and_write_to(writer)
            status = _status_of(program)
        finally:
            os._exit(status)

    def _bury_the_dead(self) -> None:
        for child in self.children:
            if not child.is_running:
                continue
            process_id, status = os.waitpid(child.process_id, os.WNOHANG)
            if process_id:
                self._bury(child, os.waitstatus_to_exitcode(status))

    def _bury(self, child: Child, status: int) -> None:
        self._end_group(child)
        self._drain(child)
        child.process_id = 0
        if not self.is_stopping:
            self._say(f"{child.program.name} ended ({_described(status)})")
            self._plan_restart(child)

    def _plan_restart(self, child: Child) -> None:
        patience = self.patience
        lived = time.monotonic() - child.started
        child.failures = 1 if lived >= patience.steady else child.failures + 1
        if child.failures >= patience.most_failures:
            self._say(f"{child.program.name} ended {child.failures} times in a row: giving up")
            self.is_stopping = True
            return
        pause = min(patience.first_pause * 2 ** (child.failures - 1), patience.longest_pause)
        child.due = time.monotonic() + pause
        self._say(f"{child.program.name} starts again in {pause:g} s")

    def _has_given_up(self) -> bool:
        return any(child.failures >= self.patience.most_failures for child in self.children)

    # ---- Stopping ---------------------------------------------------------------------------

    def _stop_all(self) -> None:
        """Ask every child to end, wait for all of them at once, then end what is left."""
        for child in self.children:
            if child.is_running:
                os.kill(child.process_id, signal.SIGTERM)
        deadline = time.monotonic() + self.patience.stopping
        while self._is_any_running() and time.monotonic() < deadline:
            self._wait(at_most=0.2)
            self._bury_the_dead()
        for child in self.children:
            if child.is_running:
                self._say(f"{child.program.name} did not stop in time: ending it")
                self._end_group(child)
                os.waitpid(child.process_id, 0)
                self._drain(child)
                child.process_id = 0

    def _is_any_running(self) -> bool:
        return any(child.is_running for child in self.children)

    def _end_group(self, child: Child) -> None:
        """End what is left of a child and of all it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process_id, signal.SIGKILL)

    # ---- Output -----------------------------------------------------------------------------

    def _wait(self, at_most: float | None = None) -> None:
        """Until a child speaks or ends, a signal comes, or a restart is due."""
        for key, _ in self._selector.select(self._until_next_start(at_most)):
            if key.data is None:
                _empty(key.fd)
            else:
                self._pass_on(key.data)

    def _until_next_start(self, at_most: float | None) -> float | None:
        if at_most is not None:
            return at_most
        pending = [child.due for child in self.children if not child.is_running]
        return max(0.0, min(pending) - time.monotonic()) if pending else None

    def _pass_on(self, child: Child) -> bool:
        """Print what the child has written. False when it will write no more."""
        written = os.read(child.pipe, 65536)
        lines = (child.unfinished_line + written).split(b"\n")
        child.unfinished_line = lines.pop()
        if not written:
            self._selector.unregister(child.pipe)
            if child.unfinished_line:
                lines.append(child.unfinished_line)
                child.unfinished_line = b""
        for line in lines:
            self._print(child.program.name, line)
        self.output.flush()
        return bool(written)

    def _drain(self, child: Child) -> None:
        """Read the last words of a child that has ended, and close its pipe."""
        while child.pipe in self._selector.get_map() and self._pass_on(child):
            pass
        os.close(child.pipe)

    def _say(self, text: str) -> None:
        if self.is_for_people:
            self._print("serve", text.encode())
            self.output.flush()
        else:
            log.warning(text)

    def _print(self, name: str, line: bytes) -> None:
        prefix = f"{name:<{self._width}} | ".encode() if self.is_for_people else b""
        self.output.write(prefix + line + b"\n")


def _take_signals_as_usual() -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _die_with(parent: int, number: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends, even by SIGKILL."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)


def _end_forks_with_their_parents() -> None:
    """Have no process that this one forks outlive it, even if the supervisor ends with it."""
    parents = [os.getpid()]
    os.register_at_fork(
        before=lambda: parents.__setitem__(0, os.getpid()),
        after_in_child=lambda: _die_with(parents[0], signal.SIGKILL),
    )


def _be_known_as(name: str) -> None:
    """Show a name of its own in ps and top."""
    if _libc is not None:
        _libc.prctl(PR_SET_NAME, name.encode())


def _read_nothing_and_write_to(writer: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(writer, 1)
    os.dup2(writer, 2)
    os.close(nothing)
    os.close(writer)


def _status_of(program: Program) -> int:
    """Run a program as the interpreter runs a script, and say what it would exit with."""
    status = 0
    try:
        program.run()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  # whatever it is, it ends this process, and is told
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def _described(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"


def _empty(descriptor: int) -> None:
    with contextlib.suppress(BlockingIOError):
        while os.read(descriptor, 4096):
            pass
