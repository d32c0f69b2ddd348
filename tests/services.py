"""Leaves out what cannot run here, and says so right before the summary.

With CI=true nothing may be left out: a missing server is a failure.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import IS_CI, IS_ON_SERVERS, NEEDS

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_sessionstart(session: pytest.Session) -> None:
    missing = [advice for find, advice in NEEDS.values() if IS_CI and not find()]
    if missing:
        pytest.exit("CI runs everything, and lacks " + "; ".join(missing), returncode=3)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for marker, (find, advice) in NEEDS.items():
            if item.get_closest_marker(marker) and not find():
                item.add_marker(pytest.mark.skip(reason=advice))
    if IS_ON_SERVERS:
        elsewhere = [item for item in items if not depends_on_servers(item)]
        items[:] = [item for item in items if depends_on_servers(item)]
        config.hook.pytest_deselected(items=elsewhere)


def depends_on_servers(item: pytest.Item) -> bool:
    """Whether a test may end otherwise on PostgreSQL and Redis than it does on SQLite."""
    fixtures = set(getattr(item, "fixturenames", ()))
    uses_database = bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)
    return uses_database and not item.get_closest_marker("browser")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """The last thing before the summary: what was not run, and how to have it run."""
    yield
    say = terminalreporter.write_line
    skipped = Counter(reason_of(report) for report in terminalreporter.stats.get("skipped", ()))
    if skipped:
        terminalreporter.section("left out")
    for reason, count in skipped.most_common():
        say(f"{count} left out, for want of {reason}")
    counts = {
        kind: len(terminalreporter.stats.get(kind, ())) for kind in ("passed", "failed", "error")
    }
    outcome = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    if file := os.environ.get("TEST_OUTCOME_FILE"):
        Path(file).write_text(outcome)
    if earlier := os.environ.get("TEST_EARLIER"):
        terminalreporter.section("before this run")
        say(earlier)


def reason_of(report: pytest.TestReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    return str(reason).removeprefix("Skipped: ")
