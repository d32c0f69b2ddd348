"""manage.py serve as people run it: real processes, a real port, a database of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import psycopg
import pytest

from tests.platform.test_supervisor import end_supervisor, eventually, is_alive
from tests.servers import postgresql_url, redis_url
from tests.settings import SETTINGS_OF_A_SHELL

PING = "from iamconsole.celery import app; print(app.control.ping(timeout=10, limit=1))"
COUNT_READS = "from accounts.models import Event; print(Event.objects.filter(is_read=True).count())"
ROOT = Path(__file__).resolve().parent.parent.parent


class Site:
    """A site that serves, with metrics on."""

    def __init__(self, folder: Path, *options: str, **variables: str) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.groups: set[int] = set()
        self.log = folder / "serve.log"
        self.options = options
        inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_OF_A_SHELL}
        inherited.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = inherited | {
            "VAR_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "METRICS": "true",
            "WEB_WORKERS": "1",
            **variables,
        }

    def serve(self) -> Site:
        with self.log.open("wb") as opened:
            self.process = subprocess.Popen(
                self.command(), cwd=ROOT, env=self.environment, stdout=opened, stderr=opened
            )
        eventually(self.is_up)
        if "--no-worker" not in self.options:
            eventually(lambda: "ready." in self.printed())
        return self

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "serve", "--skip-checks", *self.options]

    def manage(self, *arguments: str) -> str:
        """What one of the site's commands prints."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(60)

    def end(self) -> None:
        """End whatever runs of it, in whatever state a test has left it."""
        if self.process is not None:
            end_supervisor(self.process, self.groups)

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, ""
        except (OSError, HTTPException):  # it is gone, or went while it answered
            return 0, ""

    def is_up(self) -> bool:
        return self.get("/healthz")[0] == 200

    def children(self) -> dict[str, int]:
        """The process of each program, by its name."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,comm=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found = {
            name_of(title): int(process_id)
            for process_id, title in re.findall(r"(\d+) (.+)", listed)
        }
        self.groups.update(found.values())
        return found

    def printed(self) -> str:
        return self.log.read_text()


def name_of(title: str) -> str:
    """A program's own name; the server and Celery put others in its place where they can."""
    others = {"granian": "web", "[celeryd": "worker", "[celery": "clock"}
    first = title.split()[0].rstrip(":")
    return others.get(first, first)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        yield site.serve()
    finally:
        site.end()


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Makes a site of the test's own."""
    made: list[Site] = []

    def new(*options: str, **variables: str) -> Site:
        made.append(Site(tmp_path, *options, **variables))
        return made[-1]

    yield new
    for site in made:
        site.end()


def test_it_serves_with_worker_and_clock(site):
    assert site.children().keys() == {"web", "worker", "clock"}
    status, body = site.get("/readyz")
    assert (status, json.loads(body)) == (200, {"database": "ok", "broker": "ok"})


def test_it_counts_by_closed_labels_alone(site):
    for number in range(20):
        site.get(f"/{number}-somebody@example.org")
    time.sleep(0.1)
    status, body = site.get("/metrics")
    assert status == 200
    assert 'iamconsole_http_requests_total{face="other",method="GET",status="4xx"} ' in body
    assert 'iamconsole_ready{part="database"} 1.0' in body
    assert "somebody" not in body
    names = set(re.findall(r"^# TYPE (\w+)", body, re.MULTILINE))
    assert names >= {"iamconsole_http_request_seconds", "iamconsole_ready"}


def test_a_killed_web_server_comes_back(site):
    before = site.children()["web"]
    os.kill(before, signal.SIGKILL)
    eventually(lambda: site.children().get("web", before) != before and site.is_up())
    assert not is_alive(before)


def test_a_second_site_is_told_that_the_port_is_taken(site):
    answer = subprocess.run(
        site.command(), cwd=ROOT, env=site.environment, capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 1
    assert f"Cannot listen on 127.0.0.1 port {site.port}: Address already in use" in answer.stderr
    assert "Choose others with HOST and PORT" in answer.stderr


def test_the_worker_hears_what_is_called_for(site):
    assert "'ok': 'pong'" in site.manage("shell", "-v", "0", "-c", PING)


def test_all_of_it_ends_when_asked(new_site):
    site = new_site().serve()
    children = site.children()
    assert len(children) == 3
    assert site.stop() == 0
    assert not any(map(is_alive, children.values()))
    assert site.get("/healthz")[0] == 0
    assert "did not stop in time" not in site.printed()


def test_reads_still_waiting_are_written_down_at_the_end(new_site):
    site = new_site("--no-worker", BATCH_SECONDS="60")
    key = account_key(site)
    site.serve()
    assert sts(site, key).get_caller_identity()["Account"] == key["account_id"]
    assert site.stop() == 0
    assert site.manage("shell", "-v", "0", "-c", COUNT_READS).strip() == "1"


@pytest.fixture
def servers() -> Iterator[dict[str, str]]:
    """A database of its own on PostgreSQL, and Redis."""
    server, name = postgresql_url() or "", f"iamconsole_serve_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            url = urlsplit(server)._replace(path=f"/{name}").geturl()
            yield {"DATABASE_URL": url, "REDIS_URL": redis_url() or ""}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
@pytest.mark.redis
def test_it_serves_on_postgresql_and_redis(servers, new_site):
    site = new_site(DATABASE_POOL_SIZE="2", WEB_WORKERS="2", **servers)
    key = account_key(site)
    site.serve()
    assert json.loads(site.get("/readyz")[1]) == {"database": "ok", "broker": "ok"}
    # More requests than connections, so that one kept by a request would be missed.
    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(lambda _: sts(site, key).get_caller_identity()["Account"], range(24))
        assert set(asked) == {key["account_id"]}
    counted = site.get("/metrics")[1]
    assert 'iamconsole_operations_total{face="wire",outcome="done"} 24.0' in counted
    assert "'ok': 'pong'" in site.manage("shell", "-v", "0", "-c", PING)
    assert site.stop() == 0


def account_key(site: Site) -> dict[str, str]:
    """Set up the site's database, with one account, and give its root's access key."""
    site.manage("migrate", "-v", "0")
    made = site.manage(
        "create_account", "--alias=a1b", "--email=a@b.example", "--access-key", "--json"
    )
    return json.loads(made)


def sts(site: Site, key: dict[str, str]) -> Any:
    return boto3.session.Session().client(
        "sts",
        endpoint_url=f"http://127.0.0.1:{site.port}",
        region_name="us-east-1",
        aws_access_key_id=key["access_key_id"],
        aws_secret_access_key=key["secret_access_key"],
    )
