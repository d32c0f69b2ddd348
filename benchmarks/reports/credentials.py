"""The credential report: how long it takes to write for many users, and how much memory."""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks.reports.site import measured


def arguments(parser: Any) -> None:
    parser.add_argument("--users", type=int, default=100_000, help="users in the report")


def run(wanted: argparse.Namespace) -> None:
    for engine in wanted.databases:
        print(f"\n{engine}: the credential report of {wanted.users:,} users", flush=True)
        found = measured(engine, "benchmarks.reports.credentials_fill", wanted.users)
        for name, figure in found.items():
            print(f"{name:44}{figure:>20}")
