"""What it takes to find something among very many events: queries and milliseconds of a call.

The rows are made by the database itself, before its indexes are; they bear no marks.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts import trail  # noqa: E402
from accounts.models import Event  # noqa: E402
from accounts.operations.events import lookup_events  # noqa: E402
from policies import managed  # noqa: E402
from tests import people  # noqa: E402

AT_ONCE = 250_000
DAYS = 400
TIMES = 11
READS = 85
CHANCE = "(n * 7919 %% 1000003)"
TABLE = Event._meta.db_table
ARN = f"arn:aws:iam::{people.ACCOUNT}:user/"
# Of a hundred events, what they ask for: mostly reads, as it is.
ACTIONS = (
    [f"iam:{name}" for name in ("GetUser", "ListUsers", "GetRole", "ListRoles", "GetPolicy")] * 17
    + ["sts:AssumeRole"] * 10
    + ["iam:CreateUser", "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:TagUser"]
    + ["iam:DeleteUser"]
)


def main(report: Path, wanted: int) -> None:
    managed.load()
    account = people.make_account(people.ACCOUNT, "benchmark")
    alice = people.make_user(account, "alice")
    people.attach(alice, "AdministratorAccess")
    for words in fill(wanted):
        print(f"\r{words}          ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    report.write_text(json.dumps(dict(costs(people.calling(alice), wanted))))


def costs(alice: Any, wanted: int) -> Iterator[tuple[str, tuple[int, float, float]]]:
    """Queries of each search, and its milliseconds: as usual, and at best."""
    for name, filters in searches(wanted):
        call = asking(alice, filters)
        call()
        trail.flush()
        with CaptureQueriesContext(connection) as captured:
            call()
        trail.flush()
        took = [timed(call) for _ in range(TIMES)]
        yield name, (len(captured), statistics.median(took), min(took))


def searches(wanted: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What people look for. The busiest caller made a third of all, the next ones little."""
    begin = now() - timedelta(days=DAYS / 2)
    week = {"start_time": begin, "end_time": begin + timedelta(days=7)}
    busy, calm = f"{ARN}user-0", f"{ARN}user-700"
    yield "everything, page 1", {}
    yield "everything, page 100", {"page_number": 100}
    yield "changes", {"only_changes": True}
    yield "refusals", {"only_refused": True}
    yield "by the busiest caller", {"caller_arn": busy}
    yield "by a calm caller", {"caller_arn": calm}
    yield "changes by the busiest caller", {"caller_arn": busy, "only_changes": True}
    yield "refusals of the busiest caller", {"caller_arn": busy, "only_refused": True}
    yield "by nobody there is", {"caller_arn": f"{ARN}nobody"}
    yield "one action", {"action": "iam:DeleteUser"}
    yield "one action, by a calm caller", {"action": "iam:DeleteUser", "caller_arn": calm}
    yield "an action's beginning", {"action": "iam:Create*"}
    yield "a common beginning", {"action": "iam:*"}
    yield "on one thing", {"target_arn": f"{ARN}target-{wanted // 2 % 50_000}"}
    yield "changes of the busiest thing", {"target_arn": f"{ARN}target-0", "only_changes": True}
    yield "a week", week
    yield "a week's refusals", week | {"only_refused": True}
    yield "a week's deletions", week | {"action": "iam:Delete*"}
    yield "a week by the busiest caller", week | {"caller_arn": busy}
    thing = f"{ARN}target-0"
    yield "a rare action by the busiest caller", {"action": "iam:DeleteUser", "caller_arn": busy}
    yield "by the busiest on the busiest thing", {"caller_arn": busy, "target_arn": thing}
    yield "by nobody on the busiest thing", {"caller_arn": f"{ARN}nobody", "target_arn": thing}
    yield "a rare action on the busiest thing", {"action": "iam:DeleteUser", "target_arn": thing}
    yield "refusals of the busiest thing", {"target_arn": thing, "only_refused": True}
    yield "a rare action, refused", {"action": "iam:DeleteUser", "only_refused": True}
    yield "changes by an action that reads", {"action": "iam:GetUser", "only_changes": True}
    event_id = str(Event.objects.order_by("id")[:1].get().event_id)
    yield "one event by its ID", {"event_id": event_id}


def asking(alice: Any, filters: dict[str, Any]) -> Callable[[], Any]:
    return lambda: lookup_events(alice, **filters)


def timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    took = (time.perf_counter() - started) * 1000
    trail.flush()
    return took


def fill(wanted: int) -> Iterator[str]:
    """Make the rows, then what finds them; how far that is."""
    begin = now() - timedelta(days=DAYS)
    with connection.schema_editor() as schema:
        for index in Event._meta.indexes:
            schema.remove_index(Event, index)
    for first in range(0, wanted, AT_ONCE):
        last = min(first + AT_ONCE, wanted)
        insert(first, last, begin, DAYS * 86_400 / wanted)
        yield f"{last:,} of {wanted:,} events"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET maintenance_work_mem = '1GB'")
    for index in Event._meta.indexes:
        yield f"the index {index.name}"
        with connection.schema_editor() as schema:
            schema.add_index(Event, index)
    yield "statistics"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def insert(first: int, last: int, begin: datetime, seconds: float) -> None:
    is_postgresql = connection.vendor == "postgresql"
    numbers = (
        f"generate_series({first}::bigint, {last - 1}) AS g(n)"
        if is_postgresql
        else f"(WITH RECURSIVE c(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM c "  # noqa: S608
        f"WHERE n < {last - 1}) SELECT n FROM c) AS g"
    )
    event_id = (
        "('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
        if is_postgresql
        else "'0000000000004000' || printf('%%016x', n)"
    )
    moment = (
        f"%s::timestamptz + n * interval '{seconds} seconds'"
        if is_postgresql
        else f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', %s, '+' || (n * {seconds}) || ' seconds')"
    )
    is_true, is_false = ("true", "false") if is_postgresql else ("1", "0")
    which = f"{CHANCE} / 7 %% {len(ACTIONS)}"
    action = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(ACTIONS))
    columns = {
        "event_id": event_id,
        "account_id": f"'{people.ACCOUNT}'",
        "time": moment,
        "request_id": "'3f1c9a52-0f6b-4d3c-9a51-' || n",
        "face": "'wire'",
        "region": "'us-east-1'",
        "source_ip": "'192.0.2.1'",
        "user_agent": "'aws-cli/2.31.1 md/awscrt#0.28.2 os/linux#6.1 lang/python#3.13.7'",
        "caller_kind": "'User'",
        "caller_arn": f"'{ARN}user-' || CASE WHEN {CHANCE} %% 3 = 0 THEN 0 "
        f"ELSE {CHANCE} %% 1000 END",
        "caller_id": "'AIDAEXAMPLEEXAMPLE123'",
        "access_key_id": "'AKIAEXAMPLEEXAMPLE12'",
        "session": "'{}'",
        "action": f"CASE {which} {action} END",
        "is_read": f"CASE WHEN {which} < {READS} THEN {is_true} ELSE {is_false} END",
        "target_arn": f"'{ARN}target-' || CASE WHEN {CHANCE} %% 20 = 0 THEN 0 "
        f"ELSE {CHANCE} %% 50000 END",
        "params": "'{\"user_name\":\"user-' || n || '\"}'",
        "error": f"CASE WHEN {CHANCE} %% 97 = 0 THEN 'AccessDenied' ELSE '' END",
        "message": "''",
        "decision": '\'{"outcome":"Allowed","layer":"identity"}\'',
        "duration_us": "2700",
        "mark": "''",
    }
    text = (
        f"INSERT INTO {TABLE} ({', '.join(columns)}) "  # noqa: S608  # nothing of anybody's is in it
        f"SELECT {', '.join(columns.values())} FROM {numbers}"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [begin if is_postgresql else begin.strftime("%Y-%m-%d %H:%M:%S")])


main(Path(sys.argv[1]), int(sys.argv[2]))
