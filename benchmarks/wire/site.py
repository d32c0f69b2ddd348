"""A site to measure: its own database, its own processes, gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.servers import postgresql_url
from tests.settings import SETTINGS_OF_A_SHELL

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 120
Key = tuple[str, str]


@dataclass(frozen=True)
class Site:
    """A site that answers: on which port, by which process, and what its seed printed."""

    port: int
    pid: int
    told: Any


@contextlib.contextmanager
def serving(engine: str, folder: Path, *, users: int, workers: int) -> Iterator[tuple[int, Key]]:
    """The port and an administrator's key of a site with so many users."""
    more = {"WEB_WORKERS": str(workers)}
    with seeded(engine, folder, ["-m", "benchmarks.wire.seed", str(users)], more) as found:
        key_id, secret = found.told
        yield found.port, (key_id, secret)


@contextlib.contextmanager
def seeded(engine: str, folder: Path, seed: list[str], more: Mapping[str, str]) -> Iterator[Site]:
    """A site with what a Python program has put into its empty database."""
    with database(engine) as settings:
        port = free_port()
        inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_OF_A_SHELL}
        environment = (
            inherited
            | settings
            | more
            | {
                "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
                "VAR_DIR": str(folder),
                "PORT": str(port),
                "LOG_LEVEL": "WARNING",
            }
        )
        python([str(ROOT / "manage.py"), "migrate", "--verbosity", "0"], environment)
        told = json.loads(python(seed, environment))
        with started(["manage.py", "serve", "--no-worker"], environment, port) as pid:
            yield Site(port, pid, told)


@contextlib.contextmanager
def serving_moto(users: int) -> Iterator[int]:
    """The port of a moto server with so many users."""
    port = free_port()
    with started(["-m", "benchmarks.wire.moto_server", str(port), str(users)], os.environ, port):
        yield port


@contextlib.contextmanager
def database(engine: str) -> Iterator[Mapping[str, str]]:
    if engine == "sqlite":
        yield {}
        return
    url = postgresql_url() or ""
    name = f"iamconsole_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextlib.contextmanager
def started(words: list[str], environment: Mapping[str, str], port: int) -> Iterator[int]:
    """A Python program of its own that answers on a port, ended afterwards: its process id."""
    command = [sys.executable, *words]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(port):
            if time.monotonic() > deadline or process.poll() is not None:
                raise SystemExit(f"{' '.join(words)} did not start.")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def python(arguments: list[str], environment: Mapping[str, str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
