"""Runs the default suite: what depends on servers on PostgreSQL and Redis, then all on SQLite."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import servers  # noqa: E402


def main() -> int:
    options = ["-n", "auto", "--dist", "worksteal", *sys.argv[1:]]
    status, earlier = on_servers(options)
    return pytest(options, {"TEST_EARLIER": earlier}) or status


def on_servers(options: list[str]) -> tuple[int, str]:
    """The exit status, and a line about it for the end of the next run."""
    needed = (servers.NEEDS["postgres"], servers.NEEDS["redis"])
    missing = [advice for find, advice in needed if not find()]
    if missing:
        return 1 if servers.IS_CI else 0, "Not run on servers, for want of " + "; ".join(missing)
    with tempfile.NamedTemporaryFile("r") as outcome:
        status = pytest(options, {"TEST_ENGINE": "postgresql", "TEST_OUTCOME_FILE": outcome.name})
        return status, f"On PostgreSQL and Redis: {outcome.read() or 'ended early'}"


def pytest(options: list[str], variables: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *options]
    return subprocess.run(command, cwd=ROOT, env=os.environ | variables).returncode


if __name__ == "__main__":
    sys.exit(main())
