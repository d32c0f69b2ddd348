"""SQL as Django spells it, on whichever database, and SQLite's writers in turn."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError

from iamconsole.sqlite.turns import Turn

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def answer(db):
    def answer(query, params=None):
        with connection.cursor() as cursor:
            cursor.execute(query, params)
            return cursor.fetchone()[0]

    return answer


def test_parameters_go_in_their_order(answer):
    for values in (["a", "b"], ["%s", "?"]):
        query = "SELECT CAST(%s AS text) || '-' || CAST(%s AS text)"
        assert answer(query, values) == "-".join(values)


def test_parameters_go_by_their_names(answer):
    query = "SELECT CAST(%(second)s AS text) || CAST(%(first)s AS text)"
    assert answer(query, {"first": "a", "second": "b"}) == "ba"


def test_a_doubled_percent_sign_is_one(answer):
    assert answer("SELECT '100%%' || CAST(%s AS text)", ["!"]) == "100%!"
    assert answer("SELECT '%%s' || CAST(%s AS text)", ["!"]) == "%s!"


def test_without_parameters_text_stays_as_it_is(answer):
    assert answer("SELECT '100%'") == "100%"


# ---- Turns to write -----------------------------------------------------------------------------

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a database with one writer: SQLite"
)
KEPT_UP = """
import sys, time
from pathlib import Path
from iamconsole.sqlite.turns import Turn
turn = Turn(Path(sys.argv[1]), 5)
print("mine", flush=True)
time.sleep(600)
"""


@pytest.fixture
def database(tmp_path):
    return tmp_path / "directory.sqlite3"


def is_free(database):
    """Whether somebody else would have a turn at once."""
    with ThreadPoolExecutor(1) as others:
        try:
            others.submit(Turn, database, 0.1).result().end()
        except OperationalError:
            return False
    return True


def ours():
    return Path(connection.settings_dict["NAME"])


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_transaction_is_a_turn_however_it_ends():
    with transaction.atomic():
        assert not is_free(ours())
    assert is_free(ours())
    with suppress(KeyError), transaction.atomic():
        raise KeyError
    assert is_free(ours())
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("COMMIT")  # so that Django's own cannot be
    assert is_free(ours())
    with suppress(DatabaseError, TransactionManagementError), transaction.atomic():
        connection.close()
    assert is_free(ours())


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_cannot_begin_takes_no_turn():
    with sqlite3.connect(ours(), isolation_level=None) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
        stranger.execute("ROLLBACK")
    connection.close()
    assert is_free(ours())


def test_who_waits_too_long_for_a_turn_is_told_so(database):
    turn = Turn(database, 1)
    with pytest.raises(OperationalError, match="database is locked"):
        Turn(database, 0.05)
    turn.end()
    assert is_free(database)


def test_processes_wait_for_one_another_and_not_for_the_dead(database):
    command = [sys.executable, "-c", KEPT_UP, str(database)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "mine\n"
        assert not is_free(database)
        other.kill()
    assert is_free(database)


def test_a_fork_holds_no_turn_up_and_waits_for_no_thread_it_has_not(database):
    turn = Turn(database, 1)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.read(reader, 1)
        mine = Turn(database, 5)  # its parent's has ended by then
        mine.end()
        os._exit(0)
    turn.end()
    assert is_free(database)
    os.write(writer, b"!")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
