"""Notes of last use: what folding them costs, and what taking one adds to a call."""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks.reports.site import measured


def arguments(parser: Any) -> None:
    parser.add_argument("--notes", type=int, default=1_000_000, help="notes of last use to fold")


def run(wanted: argparse.Namespace) -> None:
    for engine in wanted.databases:
        print(f"\n{engine}: notes of last use", flush=True)
        figures = measured(engine, "benchmarks.reports.folding_measure", wanted.notes)
        for name, figure in figures.items():
            print(f"{name:44}{figure:>20}")
