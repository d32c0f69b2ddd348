"""How many signed requests the AWS protocol answers in a second, by the real server.

    python -m benchmarks.wire                      # SQLite, PostgreSQL where one answers, and moto
    python -m benchmarks.wire --users 0 1000 10000 --clients 1 8 --seconds 10
    python -m benchmarks.wire --operations GetUser AssumeRole --systems sqlite

Signatures are checked, policies evaluated and writes durable on every request; moto, the peer, does
none of the three. Each request is about another user. Clients are processes that send requests
signed before the clock starts, each on one connection.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.wire import clients, site
from benchmarks.wire.workloads import WORKLOADS
from tests.servers import postgresql_url

PEER = "moto"


def main() -> None:
    wanted = arguments()
    print(
        f"{wanted.workers} workers, {wanted.seconds:g} s each; times peer: requests/s over moto's"
    )
    print(
        f"{'users':>6} {'operation':31} {'system':10} {'clients':>7} {'requests/s':>10} "
        f"{'times peer':>10} {'p50 ms':>8} {'p99 ms':>8}  errors"
    )
    for users in wanted.users:
        peer: dict[tuple[str, int], float] = {}
        for system in wanted.systems:
            with serving(system, users, wanted.workers) as (port, key):
                measure(wanted, system, users, port, key, peer)


@contextmanager
def serving(system: str, users: int, workers: int) -> Iterator[tuple[int, site.Key]]:
    if system == PEER:
        with site.serving_moto(users) as port:
            yield port, ("test", "test")
        return
    with (
        tempfile.TemporaryDirectory(prefix="wire-") as folder,
        site.serving(system, Path(folder), users=users, workers=workers) as found,
    ):
        yield found


def measure(
    wanted: argparse.Namespace,
    system: str,
    users: int,
    port: int,
    key: site.Key,
    peer: dict[tuple[str, int], float],
) -> None:
    """Every operation by every number of clients. Those that write come last."""
    for name, workload in WORKLOADS.items():
        if name not in wanted.operations or (not users and name in ("GetUser", "AttachUserPolicy")):
            continue
        held = [workload.requests(port, key, users, n) for n in range(max(wanted.clients) * 2)]
        for count in wanted.clients:
            # Writes are new each time: what one run made, the next would find.
            lists = [held.pop() for _ in range(count)] if count > 1 else [held.pop()]
            run = clients.run(port, lists, seconds=wanted.seconds)
            if system == PEER:
                peer[name, count] = run.a_second
            times = run.a_second / peer[name, count] if (name, count) in peer else None
            print(
                f"{users:6,} {name:31} {system:10} {count:7} {run.a_second:10,.1f} "
                f"{f'{times:.1f}' if times else '':>10} {run.at(0.5):8.2f} {run.at(0.99):8.2f}"
                f"  {run.errors}",
                flush=True,
            )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--users", type=int, nargs="+", default=[10_000])
    parser.add_argument("--operations", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--workers", type=int, default=2)
    systems = [PEER, "sqlite", *(["postgresql"] if postgresql_url() else [])]
    parser.add_argument("--systems", nargs="+", choices=systems, default=systems)
    return parser.parse_args()


if __name__ == "__main__":
    main()
