"""The supervisor, with real processes: what dies comes back, and all end together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SLEEPER = "import os, time; print('at work', os.getpid(), flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
PARENT = (
    "import subprocess, sys; "
    f"child = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); child.wait()"
)
FORKER = f"import os; os.fork() and os.wait(); {SLEEPER}"
SUPERVISOR = """
import functools, sys
from iamconsole.supervisor import Patience, Program, Supervisor
programs = [Program(name, functools.partial(exec, code, {{}})) for name, code in {programs!r}]
patience = Patience(first_pause=0.05, longest_pause=0.2, steady=60, stopping=1, most_failures=4)
sys.exit(Supervisor(programs, output=sys.stdout.buffer, patience=patience).run())
"""

Start = Callable[..., "Running"]


class Running:
    """A supervisor in a process of its own, and what it has printed."""

    def __init__(self, programs: dict[str, str], output: Path) -> None:
        code = SUPERVISOR.format(programs=list(programs.items()))
        self.output = output
        with output.open("wb") as opened:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code], cwd=ROOT, stdout=opened, stderr=opened
            )

    @property
    def printed(self) -> str:
        return self.output.read_text()

    def workers(self) -> list[int]:
        """The ids of all processes that ever said they were at work."""
        return [int(line.split()[-1]) for line in self.printed.splitlines() if "at work" in line]

    def wait_for_workers(self, count: int) -> list[int]:
        eventually(lambda: len(self.workers()) >= count)
        return self.workers()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Running] = []

    def start(**programs: str) -> Running:
        started.append(Running(programs, tmp_path / f"output-{len(started)}"))
        return started[-1]

    yield start
    for running in started:
        end_supervisor(running.process, running.workers())


def end_supervisor(process: subprocess.Popen[bytes], groups: Iterable[int]) -> None:
    """End a supervisor in the way that ends all it runs, and then what is left in these groups."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_child_that_is_killed_comes_back(start):
    running = start(web=SLEEPER, worker=SLEEPER)
    first = running.wait_for_workers(2)
    os.kill(first[0], signal.SIGKILL)
    second = running.wait_for_workers(3)
    assert is_alive(second[2])
    assert is_alive(first[1])
    assert "(signal SIGKILL)" in running.printed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_every_child(start, number):
    running = start(web=SLEEPER, worker=SLEEPER)
    workers = running.wait_for_workers(2)
    running.process.send_signal(number)
    assert running.process.wait(60) == 0
    assert not any(map(is_alive, workers))


def test_a_child_that_will_not_stop_is_ended(start):
    running = start(web=STUBBORN)
    [worker] = running.wait_for_workers(1)
    running.process.terminate()
    assert running.process.wait(60) == 0
    assert not is_alive(worker)
    assert "did not stop in time" in running.printed


def test_a_grandchild_ends_with_its_parent(start):
    running = start(web=PARENT)
    [grandchild] = running.wait_for_workers(1)
    status = Path(f"/proc/{grandchild}/stat").read_text().rpartition(")")[2].split()
    os.kill(int(status[1]), signal.SIGKILL)
    running.wait_for_workers(2)
    eventually(lambda: not is_alive(grandchild))


def test_no_child_outlives_a_supervisor_that_is_killed(start):
    running = start(web=SLEEPER, worker=SLEEPER)
    workers = running.wait_for_workers(2)
    running.process.kill()
    running.process.wait()
    eventually(lambda: not any(map(is_alive, workers)))


def test_no_fork_of_a_child_outlives_both_it_and_the_supervisor(start):
    running = start(web=FORKER)
    [fork] = running.wait_for_workers(1)
    status = Path(f"/proc/{fork}/stat").read_text().rpartition(")")[2].split()
    for victim in (running.process.pid, int(status[1])):
        os.kill(victim, signal.SIGKILL)
    running.process.wait()
    eventually(lambda: not is_alive(fork))


def test_it_gives_up_on_a_child_that_never_stays(start):
    running = start(web=SLEEPER, worker="raise SystemExit(3)")
    [web] = running.wait_for_workers(1)
    assert running.process.wait(60) == 1
    assert running.printed.count("worker ended (status 3)") == 4
    assert "worker ended 4 times in a row: giving up" in running.printed
    assert not is_alive(web)


def test_it_waits_longer_each_time(start):
    running = start(worker="raise SystemExit(3)")
    running.process.wait(60)
    pauses = [line.split()[-2] for line in running.printed.splitlines() if "again in" in line]
    assert pauses == ["0.05", "0.1", "0.2"]


def test_what_children_print_is_printed_under_their_names(start):
    running = start(web="print('one\\ntwo', end='', flush=True)", worker=SLEEPER)
    running.wait_for_workers(1)
    eventually(lambda: "two" in running.printed)
    lines = running.printed.splitlines()
    assert lines.index("web    | one") < lines.index("web    | two")
    assert any(line.startswith("worker | at work") for line in lines)


def test_a_program_that_fails_says_why(start):
    running = start(web="raise RuntimeError('the reason')")
    assert running.process.wait(60) == 1
    assert "web | RuntimeError: the reason" in running.printed


def test_a_program_ends_in_order(start):
    running = start(web=f"import atexit; atexit.register(print, 'put away'); {SLEEPER}")
    [web] = running.wait_for_workers(1)
    os.kill(web, signal.SIGINT)
    running.wait_for_workers(2)
    assert "put away" in running.printed
