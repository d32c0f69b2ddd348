"""The site does all it does as a database user that may change rows and nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.platform.test_serve import Site, account_key, new_site, servers, sts

ROOT = Path(__file__).resolve().parent.parent.parent
ROLE = f"iam_site_{os.getpid()}"
PASSWORD = "no secret of anybody"
BEYOND_ROWS = (
    "DROP TABLE accounts_event",
    "ALTER TABLE accounts_event DROP COLUMN mark",
    "TRUNCATE accounts_event",
    "CREATE TABLE more (n int)",
    "DELETE FROM django_migrations",
    "COPY accounts_event TO PROGRAM 'cat'",
)

__all__ = ["new_site", "servers"]  # fixtures


@pytest.fixture
def owned(servers: dict[str, str], new_site: Callable[..., Site]) -> Iterator[str]:
    """A database that its owner has set up, and in it the user of the page; its address."""
    owner = new_site(**servers)
    for command in ("migrate", "load_managed_policies"):
        owner.manage(command)
    page = (ROOT / "docs/configuration.md").read_text()
    (statements,) = re.findall(r"```sql\n(.+?)```", page, re.S)
    text = statements.replace("iam_site", ROLE).replace("a long random one", PASSWORD)
    with psycopg.connect(servers["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(text)
        try:
            yield servers["DATABASE_URL"]
        finally:
            connection.execute(f"DROP OWNED BY {ROLE}")
            connection.execute(f"DROP ROLE {ROLE}")


@pytest.fixture
def address(owned: str) -> str:
    """The database as the site reaches it."""
    parts = urlsplit(owned)
    place = parts.netloc.rpartition("@")[2]
    user = f"{ROLE}:{PASSWORD.replace(' ', '%20')}"
    return parts._replace(netloc=f"{user}@{place}").geturl()


@pytest.mark.postgres
@pytest.mark.redis
def test_a_user_that_may_change_rows_and_nothing_else_is_enough(
    servers: dict[str, str], address: str, new_site: Callable[..., Site]
) -> None:
    site = new_site(**servers | {"DATABASE_URL": address})
    key = account_key(site)
    site.serve()
    assert sts(site, key).get_caller_identity()["Account"] == key["account_id"]
    assert site.stop() == 0
    assert "rror" not in site.printed()

    for deed in BEYOND_ROWS:
        with psycopg.connect(address) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(deed)
