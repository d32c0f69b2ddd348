"""A record is a line, whatever somebody sent is in it."""

from __future__ import annotations

import json
import logging
import re
import sys

import pytest

from iamconsole.logs import JsonLines, PlainLines
from tests.contracts.doors import doors

FORGED = "no user mallory\n2026-01-01 00:00:00,000 INFO accounts: alice signed in\r\nand more"


@pytest.fixture
def record() -> logging.LogRecord:
    return logging.LogRecord("accounts", logging.WARNING, __file__, 1, "%s", (FORGED,), None)


def test_a_line_for_people_cannot_be_forged(record):
    first, *rest = PlainLines().format(record).splitlines()
    assert first.endswith("WARNING accounts: no user mallory")
    assert rest
    assert all(line.startswith("    ") for line in rest)


def test_a_line_for_machines_is_one_object(record):
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line) | {"time": ""} == {
        "time": "",
        "level": "WARNING",
        "logger": "accounts",
        "message": FORGED,
    }


def test_a_failure_brings_its_trace_along(record):
    try:
        raise RuntimeError("the reason")
    except RuntimeError:
        record.exc_info = sys.exc_info()
    assert "RuntimeError: the reason" in json.loads(JsonLines().format(record))["exception"]
    assert "    RuntimeError: the reason" in PlainLines().format(record)


@pytest.mark.parametrize("formatter", [PlainLines(), JsonLines()], ids=["plain", "json"])
def test_links_that_work_once_are_in_no_line(client, caplog, formatter):
    """Also where the framework logs the address, as it does of a forged form."""
    client.handler.enforce_csrf_checks = True
    opening = [door.address for door in doors() if re.fullmatch("/signin/.+/alice", door.address)]
    assert "/signin/reset/alice" in opening
    for address in opening:
        forged = address.replace("alice", "OneTimeLink-1_x")
        client.post(forged, headers={"origin": "https://evil.example"})
    lines = [formatter.format(record) for record in caplog.records]
    assert any("evil.example" in line for line in lines), "the attempt is told"
    assert any("/signin/reset/***" in line for line in lines)
    assert not [line for line in lines if "OneTimeLink" in line]
