"""The trail: what an event costs to write, to seal, to check and to find."""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks.reports.site import measured


def arguments(parser: Any) -> None:
    parser.add_argument("--events", type=int, default=200_000, help="events to seal and check")
    parser.add_argument("--searched", type=int, default=1_000_000, help="events to search among")


def run(wanted: argparse.Namespace) -> None:
    for engine in wanted.databases:
        print(f"\n{engine}: the trail", flush=True)
        checked = measured(engine, "benchmarks.reports.trail_proof", wanted.events)
        for name, figure in checked.items():
            print(f"{name:44}{figure:>20}")
        found = measured(engine, "benchmarks.reports.trail_search", wanted.searched)
        print(
            f"{f'found among {wanted.searched:,} events':44}{'queries':>10}{'ms':>10}{'best':>10}"
        )
        for name, (queries, usual, best) in found.items():
            print(f"{name:44}{queries:>10}{usual:>10.1f}{best:>10.1f}")
