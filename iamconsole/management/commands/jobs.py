"""manage.py jobs: what is done in the background, and how it goes."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iamconsole import job_runs
from iamconsole.job_runs import JobReport
from iamconsole.jobs import jobs

_HEADINGS = ("job", "state", "waiting", "last run", "took", "done", "next run", "message")


class Command(BaseCommand):
    help = "Show the background jobs: what waits, how each last went and when it runs next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--run", metavar="JOB", help="first run this job, here and now")

    def handle(self, *, run: str | None, **options: Any) -> None:
        if run:
            if run not in jobs():
                raise CommandError(f"There is no job {run}. There are: {', '.join(jobs())}.")
            job_runs.run(run)
        reports = job_runs.reports()
        if options["json"]:
            self.stdout.write(json.dumps(list(map(_as_json, reports)), indent=2))
        else:
            self._tell(reports)
        for report in reports:
            if report.job.name == run and report.state == "Failed":
                message = report.row.message if report.row else ""
                raise CommandError(f"The job {run} failed: {message}.")

    def _tell(self, reports: Sequence[JobReport]) -> None:
        lines = [_HEADINGS, *map(_as_line, reports)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            self.stdout.write("  ".join(padded).rstrip())


def _as_json(report: JobReport) -> dict[str, Any]:
    row = report.row
    return {
        "name": report.job.name,
        "description": report.job.summary,
        "every_seconds": int(report.job.every.total_seconds()),
        "state": report.state,
        "backlog": report.backlog,
        "last_run": row.started.isoformat() if row and row.started else None,
        "duration_ms": row.duration_ms if row else None,
        "done": row.done if row else None,
        "message": row.message if row else None,
        "next_run": row.next_run.isoformat() if row else None,
    }


def _as_line(report: JobReport) -> tuple[str, ...]:
    row = report.row
    if row is None:
        return (report.job.name, report.state, str(report.backlog), *["-"] * 5)
    return (
        report.job.name,
        report.state,
        str(report.backlog),
        f"{row.started:%Y-%m-%d %H:%M:%S}" if row.started else "-",
        f"{row.duration_ms} ms",
        str(row.done),
        f"{row.next_run:%Y-%m-%d %H:%M:%S}",
        row.message or "-",
    )
