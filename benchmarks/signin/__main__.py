"""How many people can sign in with passwords, and whether guessing keeps them waiting.

    python -m benchmarks.signin
    python -m benchmarks.signin --seconds 30 --honest 4 --stuffing 50
    python -m benchmarks.signin --part stuffing --seconds 10

The real server, passwords hashed as in production. Honest people use browsers that have signed in
before. The stuffing run tries a password for another name of the same account each time, from
addresses all over the world, at a steady pace; people who guess are a program of their own. `cores`
are those that the site itself kept busy, which tells its cost where other programs run as well.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.pool import AsyncResult
from pathlib import Path

from benchmarks.signin.browsers import (
    ADMITTED,
    THROTTLED,
    Browser,
    Run,
    Tries,
    as_fast_as_can_be,
    at_a_pace,
)
from benchmarks.wire import site

MEGABYTE = 1024


def main() -> None:
    wanted = arguments()
    with tempfile.TemporaryDirectory(prefix="signin-") as folder:
        settings = {"WEB_WORKERS": str(wanted.workers), "TRUSTED_PROXIES": "127.0.0.1"}
        seed = ["-m", "benchmarks.signin.seed", str(wanted.users)]
        with site.seeded(wanted.database, Path(folder), seed, settings) as found:
            measure(wanted, found)


def measure(wanted: argparse.Namespace, found: site.Site) -> None:
    everyone = honest(found, wanted.clients)
    print(f"{wanted.workers} workers, {wanted.seconds:g} s each, {wanted.database}")
    print(
        f"{'run':34} {'sign-ins/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'cores':>6} {'most MiB':>9}  "
        "otherwise"
    )
    if wanted.part != "stuffing":
        name = f"{wanted.clients} at once"
        show(name, found, lambda: as_fast_as_can_be(everyone, wanted.seconds))
    if wanted.part != "speed":
        measure_stuffing(wanted, found, everyone)


def measure_stuffing(wanted: argparse.Namespace, found: site.Site, everyone: list[Tries]) -> None:
    """How long the same honest people wait in quiet, and while others guess."""
    pace = f"{wanted.honest:g}/s"
    quiet = show(pace, found, lambda: at_a_pace(everyone, wanted.honest, wanted.seconds))
    with stuffing(found.port, wanted) as outcome:
        name = f"{pace} while {wanted.stuffing:g}/s are guessed"
        loud = show(name, found, lambda: at_a_pace(everyone, wanted.honest, wanted.seconds))
    print(f"p99 of honest people while others guess: {loud.at(0.99) / quiet.at(0.99):.2f} times")
    guesses = outcome.get().statuses
    verified = guesses.total() - guesses[THROTTLED]
    print(f"guesses: {verified} verified, {guesses[THROTTLED]} turned away before that")


def honest(found: site.Site, count: int) -> list[Tries]:
    """People whose browsers have signed in once."""
    everyone = [
        Tries(Browser(found.port, f"10.{number}.0.1"), f"user-{number}", found.told)
        for number in range(count)
    ]
    for tries in everyone:
        if tries.once() != ADMITTED:
            raise SystemExit("The first sign-in failed.")
    return everyone


def show(name: str, found: site.Site, measured: Callable[[], Run]) -> Run:
    before = processor_seconds(found.pid)
    with memory_of(found.pid) as most:
        run = measured()
    busy = (processor_seconds(found.pid) - before) / run.seconds
    others = {status: n for status, n in run.statuses.items() if status != ADMITTED}
    print(
        f"{name:34} {run.admitted_a_second:10.1f} {run.at(0.5):8.0f} {run.at(0.99):8.0f} "
        f"{busy:6.2f} {max(most):9,.0f}  {others or 'none'}",
        flush=True,
    )
    return run


@contextmanager
def stuffing(port: int, wanted: argparse.Namespace) -> Iterator[AsyncResult[Run]]:
    """A program that guesses meanwhile, and what became of its guesses."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        given = (port, wanted.users, wanted.stuffing, wanted.seconds + 4)
        outcome = pool.apply_async(guess, given)
        time.sleep(3)
        yield outcome
        outcome.wait()


def guess(port: int, users: int, a_second: float, seconds: float) -> Run:
    chance = random.Random(1)
    guessing = [Guesser(port, chance, users) for _ in range(32)]
    return at_a_pace(guessing, a_second, seconds)


class Guesser:
    """Somebody who is another each time: name, password and address."""

    def __init__(self, port: int, chance: random.Random, users: int) -> None:
        self._browser = Browser(port, "203.0.113.1")
        self._chance = chance
        self._users = users

    def once(self) -> int:
        chance = self._chance
        self._browser.address = ".".join(str(chance.randrange(1, 224)) for _ in range(4))
        name = f"user-{chance.randrange(100, 2 * self._users)}"
        return self._browser.sign_in(name, f"guess {chance.random()}")


@contextmanager
def memory_of(pid: int) -> Iterator[list[float]]:
    """What a program and its children hold together, in MiB, looked at a few times a second."""
    seen = [resident(pid)]
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            seen.append(resident(pid))

    watching = threading.Thread(target=look)
    watching.start()
    yield seen
    done.set()
    watching.join()


def processor_seconds(pid: int) -> float:
    """How long a program and its children have had a core, whoever else wanted one."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(child) for child in children(pid))


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def resident(pid: int) -> float:
    """The memory of a process that nothing else shares evenly, and of all it started, in MiB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own / MEGABYTE + sum(resident(child) for child in children(pid))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = ("all", "speed", "stuffing")
    parser.add_argument("--part", choices=parts, default="all", help="what to measure")
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--honest", type=float, default=4, help="honest sign-ins a second")
    parser.add_argument("--stuffing", type=float, default=50, help="guesses a second")
    parser.add_argument("--workers", type=int, default=2)
    databases = ("sqlite", "postgresql")
    parser.add_argument("--database", choices=databases, default="sqlite")
    return parser.parse_args()


if __name__ == "__main__":
    main()
