from __future__ import annotations

import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.signin import hashers

_LEAST_MIB, _LEAST_PASSES = 19, 2
_MOST_MIB, _MOST_PASSES = 1024, 64
_ROUNDS = 3
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


class Command(BaseCommand):
    """Find how strongly this machine can hash passwords, and print the settings for it."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--milliseconds",
            type=int,
            default=100,
            help="how long one password may take while every core hashes (default: 100)",
        )
        parser.add_argument(
            "--memory-share",
            type=int,
            default=10,
            help="the percentage of the machine's memory that all hashes together may hold",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        processes, cores = settings.WEB_WORKERS, os.cpu_count() or 1
        at_once = max(1, cores // processes)
        held_at_once = processes * (at_once + hashers.AT_ONCE_FOR_STRANGERS)
        bound = memory_mib() * options["memory_share"] // 100 // held_at_once
        most = min(max(bound, _LEAST_MIB), _MOST_MIB)
        mib, passes, took = self._strongest(options["milliseconds"], most, processes * at_once)
        self.stdout.write("")
        if took > options["milliseconds"]:
            self.stdout.write(
                "# Even the least that is safe takes longer here. It is not made any weaker."
            )
        held = held_at_once * mib
        self.stdout.write(
            f"# {took:.0f} ms a password; {held} MiB at most in {processes} processes"
        )
        self.stdout.write(f"PASSWORD_MEMORY_MIB={mib}")
        self.stdout.write(f"PASSWORD_PASSES={passes}")
        self.stdout.write(f"PASSWORD_CHECKS_AT_ONCE={at_once}")

    def _strongest(self, milliseconds: int, most_mib: int, at_once: int) -> tuple[int, int, float]:
        """First as much memory as there is time for, which costs attackers most; then passes."""
        mib, passes = _LEAST_MIB, _LEAST_PASSES
        took = self._measured(mib, passes, at_once)
        while mib < most_mib:
            more = min(2 * mib, most_mib)
            longer = self._measured(more, passes, at_once)
            if longer > milliseconds:
                break
            mib, took = more, longer
        while passes < _MOST_PASSES:
            longer = self._measured(mib, passes + 1, at_once)
            if longer > milliseconds:
                break
            passes, took = passes + 1, longer
        return mib, passes, took

    def _measured(self, mib: int, passes: int, at_once: int) -> float:
        """How many milliseconds one hash takes while so many are under way."""
        with ThreadPoolExecutor(at_once) as pool:
            taken = list(pool.map(lambda _: hash_once(mib, passes), range(_ROUNDS * at_once)))
        took = median(taken)
        self.stdout.write(f"{mib:5} MiB, {passes:2} passes: {took:6.0f} ms")
        return took


def hash_once(mib: int, passes: int) -> float:
    """The milliseconds of one hash."""
    began = time.perf_counter()
    hash_secret_raw(
        secrets.token_bytes(16),
        secrets.token_bytes(16),
        time_cost=passes,
        memory_cost=mib * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
    return 1000 * (time.perf_counter() - began)


def memory_mib() -> int:
    """The machine's memory, or what a container leaves of it."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # there is no such file, or it says "max"
        total = min(total, int(_CONTAINER_LIMIT.read_text()))
    return total // 1024**2
