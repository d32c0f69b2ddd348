"""A record is a line, whatever somebody sent is in it."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from iamconsole import env
from iamconsole.logs import JsonLines, PlainLines
from tests.contracts.doors import doors

ROOT = Path(__file__).resolve().parent.parent.parent
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


def test_every_line_goes_to_a_syslog_as_well(tmp_path):
    say = "import logging; logging.getLogger('accounts').warning('first\\nsecond')"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as syslog:
        syslog.bind(("127.0.0.1", 0))
        syslog.settimeout(10)
        address = f"udp://127.0.0.1:{syslog.getsockname()[1]}"
        environment = {name: os.environ[name] for name in ("PATH",)}
        environment |= {"VAR_DIR": str(tmp_path), "SYSLOG_URL": address}
        command = [sys.executable, "manage.py", "shell", "-c", say]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        line = syslog.recv(4096).decode()
    assert line.startswith("<12>"), "the facility of users, and a warning"
    assert "WARNING accounts: first\n    second" in line


@pytest.mark.parametrize("is_gone", [False, True], ids=["stuck", "gone"])
def test_nobody_waits_for_a_syslog_that_takes_nothing(tmp_path, is_gone):
    say = "import logging\nfor n in range(400): logging.getLogger('accounts').warning('line')"
    environment = {name: os.environ[name] for name in ("PATH",)}
    environment |= {"VAR_DIR": str(tmp_path), "SYSLOG_URL": f"unix://{tmp_path}/log"}
    command = [sys.executable, "manage.py", "shell", "-c", say]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        if not is_gone:
            syslog.bind(f"{tmp_path}/log")
        asked = {"cwd": ROOT, "env": environment, "check": True, "capture_output": True}
        ended = subprocess.run(command, **asked, timeout=30)
    assert ended.stderr.decode().count("WARNING accounts: line") == 400
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("wrong", ["tcp://127.0.0.1:514", "udp://", "unix://dev/log", "/dev/log"])
def test_an_address_that_is_no_syslog_s_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("SYSLOG_URL", wrong)
    with pytest.raises(env.Misconfigured, match="unix:///dev/log or udp://host:514"):
        env.syslog("SYSLOG_URL")


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
