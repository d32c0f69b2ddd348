"""A record is a line, whatever somebody sent is in it."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from iamconsole.logs import JsonLines, PlainLines

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
