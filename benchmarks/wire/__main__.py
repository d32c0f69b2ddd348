"""How many signed requests the AWS protocol answers in a second, by the real server.

    python -m benchmarks.wire                      # SQLite, and PostgreSQL where one answers
    python -m benchmarks.wire --users 10000 --clients 1 8 --seconds 10

Signatures are checked and policies evaluated on every request; each request is about another user.
Clients are processes that send requests signed before the clock starts, each on one connection.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.wire import clients, site
from tests.servers import postgresql_url


def main() -> None:
    wanted = arguments()
    print(f"GetUser, {wanted.users:,} users, {wanted.workers} workers, {wanted.seconds:g} s each")
    print(f"{'database':12} {'clients':>7} {'requests/s':>11} {'p50 ms':>8} {'p99 ms':>8}  errors")
    for engine in wanted.databases:
        with tempfile.TemporaryDirectory(prefix="wire-") as folder:
            measure(engine, wanted, Path(folder))


def measure(engine: str, wanted: argparse.Namespace, folder: Path) -> None:
    with site.serving(engine, folder, users=wanted.users, workers=wanted.workers) as (port, key):
        requests = clients.signed_requests(port, key, wanted.users)
        clients.run(port, requests, count=2, seconds=1)
        for count in wanted.clients:
            run = clients.run(port, requests, count=count, seconds=wanted.seconds)
            print(
                f"{engine:12} {count:7} {run.a_second:11,.0f} {run.at(0.5):8.2f} "
                f"{run.at(0.99):8.2f}  {run.errors}",
                flush=True,
            )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--workers", type=int, default=2)
    databases = ["sqlite", "postgresql"] if postgresql_url() else ["sqlite"]
    parser.add_argument("--databases", nargs="+", choices=databases, default=databases)
    return parser.parse_args()


if __name__ == "__main__":
    main()
