"""Makes each call several times in the directory that is there, and reports what it cost."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from http.client import OK
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts import trail  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.operations.account import get_account_summary  # noqa: E402
from accounts.operations.events import lookup_events  # noqa: E402
from accounts.operations.groups import get_group, list_groups_for_user  # noqa: E402
from accounts.operations.users import get_user, list_users, search_users  # noqa: E402
from accounts.signin import sessions  # noqa: E402
from iamconsole.caller import Face, Origin  # noqa: E402
from tests import people  # noqa: E402

TIMES = 25
SLOW_MS = 3.0


def main(report: Path, with_plans: bool) -> None:
    costs = {}
    for name, call in calls():
        call()
        trail.flush()
        with CaptureQueriesContext(connection) as captured:
            call()
        costs[name] = (len(captured), statistics.median(timed(call) for _ in range(TIMES)))
        for query in captured.captured_queries if with_plans else ():
            explain(name, query["sql"])
    trail.flush()
    report.write_text(json.dumps(costs))


def calls() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each call about something in the middle of what there is."""
    alice = people.calling(User.objects.get(name="alice"))
    names = User.objects.filter(name__startswith="User-").order_by("pk")
    name = names[names.count() // 2].name
    number = int(name.rpartition("-")[2])
    behind = list_users(alice).marker
    by_path = {"path_prefix": f"/department-{number % 1000:03}/"}
    yield "GetUser", lambda: get_user(alice, user_name=name)
    yield "ListUsers, page 1 of 100", lambda: list_users(alice)
    yield "ListUsers, page 2", lambda: list_users(alice, marker=behind)
    yield "ListUsers, a path", lambda: list_users(alice, **by_path)
    yield "SearchUsers, page 1 of 50", lambda: search_users(alice)
    yield "SearchUsers, page 200", lambda: search_users(alice, page_number=200)
    yield "SearchUsers, the newest", lambda: search_users(alice, sort="-created")
    yield "SearchUsers, a name's beginning", lambda: search_users(alice, search=name[:-2])
    yield "SearchUsers, all names' beginning", lambda: search_users(alice, search="user-")
    yield "SearchUsers, a path", lambda: search_users(alice, search=by_path["path_prefix"])
    yield "SearchUsers, nobody's name", lambda: search_users(alice, search="zzz")
    show = browser(User.objects.get(name="alice"))
    yield "the users page", lambda: show("/console/users")
    yield "the users page, a name's beginning", lambda: show(f"/console/users?q={name[:-2]}")
    yield "the users page, page 200", lambda: show("/console/users?page=200")
    yield "the users page, no second factor", lambda: show("/console/users?mfa=none&password=any")
    yield "the users page, old keys", lambda: show("/console/users?key_older_than=90")
    yield "the overview", lambda: show("/console/")
    yield "a user's permissions", lambda: show(f"/console/users/{name}/permissions")
    yield "GetGroup, everyone", lambda: get_group(alice, group_name="everyone")
    yield "ListGroupsForUser", lambda: list_groups_for_user(alice, user_name=name)
    yield "GetAccountSummary", lambda: get_account_summary(alice)
    yield "LookupEvents, page 1", lambda: lookup_events(alice)


def browser(user: User) -> Callable[[str], None]:
    """Shows pages to somebody signed in, through everything a request goes through."""
    people.give_password(user)
    token = sessions.begin(user, Origin(face=Face.CONSOLE, source_ip="127.0.0.1"))
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[sessions.COOKIE] = token

    def show(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != OK:
            raise SystemExit(f"{address} answers {answer.status_code}")

    return show


def timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def explain(name: str, sql: str) -> None:
    """Show the plan of a query that took long."""
    if not sql.startswith("SELECT"):
        return
    prefix = (
        "EXPLAIN (ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    )
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(sql)
        cursor.fetchall()
        took = (time.perf_counter() - started) * 1000
        if took < SLOW_MS:
            return
        cursor.execute(f"{prefix} {sql}")
        print(f"--- {name}: {took:.1f} ms\n{sql}")
        print("\n".join(str(row[-1]) for row in cursor.fetchall()))


main(Path(sys.argv[1]), "--plans" in sys.argv)
