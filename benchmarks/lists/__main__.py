"""What looking at a directory costs, in a small one and in a large one: SQL queries and time.

    python -m benchmarks.lists                     # SQLite, and PostgreSQL where one answers
    python -m benchmarks.lists --users 10 1000000  # other sizes
    python -m benchmarks.lists --plans             # with the plans of slow queries

Calls go through the gate: authorized, and written down. Times are medians, in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

from benchmarks.wire.site import ROOT, database, python
from tests.servers import postgresql_url
from tests.settings import SETTINGS_OF_A_SHELL

Costs = dict[str, tuple[int, float]]


def main() -> None:
    wanted = arguments()
    for engine in wanted.databases:
        print(f"\n{engine}: SQL queries and milliseconds of a call", flush=True)
        show({users: costs(engine, users, wanted.plans) for users in wanted.users})


def costs(engine: str, users: int, plans: bool) -> Costs:
    """What each call costs in a directory of so many users."""
    with tempfile.TemporaryDirectory(prefix="lists-") as folder, database(engine) as settings:
        inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_OF_A_SHELL}
        environment = inherited | settings | {"VAR_DIR": folder, "BATCH_SECONDS": "2"}
        environment["DJANGO_SETTINGS_MODULE"] = "iamconsole.settings"
        report = Path(folder) / "report.json"
        python([str(ROOT / "manage.py"), "migrate", "--verbosity", "0"], environment)
        python(["-m", "benchmarks.lists.fill", str(users)], environment)
        options = ["--plans"] if plans else []
        print(
            python(["-m", "benchmarks.lists.measure", str(report), *options], environment), end=""
        )
        measured: Costs = json.loads(report.read_text())
        return measured


def show(sizes: dict[int, Costs]) -> None:
    print(f"{'':34}" + "".join(f"{f'{users:,} users':>20}" for users in sizes))
    for call in next(iter(sizes.values())):
        cells = (sizes[users][call] for users in sizes)
        print(f"{call:34}" + "".join(f"{queries:9} {ms:7.2f} ms" for queries, ms in cells))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--users", type=int, nargs="+", default=[10, 100_000])
    parser.add_argument("--plans", action="store_true")
    databases = ["sqlite", "postgresql"] if postgresql_url() else ["sqlite"]
    parser.add_argument("--databases", nargs="+", choices=databases, default=databases)
    return parser.parse_args()


if __name__ == "__main__":
    main()
