"""What the trail's proof costs: an event's mark, and a whole trail sealed, checked and exported."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts import trail  # noqa: E402
from accounts.chain import exported, sealer, stored  # noqa: E402
from accounts.chain.bodies import body_of  # noqa: E402
from accounts.chain.exporting import Span, export  # noqa: E402
from accounts.models import Event  # noqa: E402
from accounts.operations.users import create_user  # noqa: E402
from iamconsole import notary  # noqa: E402
from policies import managed  # noqa: E402
from tests import people  # noqa: E402

AT_ONCE = 5_000
TIMES = 400


def main(report: Path, wanted: int) -> None:
    managed.load()
    account = people.make_account(people.ACCOUNT, "benchmark")
    alice = people.make_user(account, "alice")
    people.attach(alice, "AdministratorAccess")
    figures = {"the mark of an event": f"{marking():.1f} us"}
    marked, unmarked = creating(people.calling(alice))
    figures["CreateUser, with marks"] = f"{marked:.2f} ms"
    figures["CreateUser, without"] = f"{unmarked:.2f} ms"
    for number, count in enumerate(fill(wanted)):
        progress(f"{count:,} of {wanted:,} events", number)
    figures["sealed, a second (of CPU)"] = rate(wanted, sealer.seal_due)
    figures["verify_trail, a second (of CPU)"] = rate(wanted, check)
    lines: list[str] = []
    figures["export_trail, a second (of CPU)"] = rate(
        wanted, lambda: lines.extend(export(people.ACCOUNT, Span()))
    )
    figures["an export checked, a second (of CPU)"] = rate(wanted, lambda: check_export(lines))
    report.write_text(json.dumps(figures))


def check() -> None:
    report = stored.verify(people.ACCOUNT, progress=lambda count: progress(f"{count:,} checked", 0))
    if not report.is_ok:
        raise SystemExit(f"the trail is not right: {report.findings[0]}")


def check_export(lines: list[str]) -> None:
    report = exported.verify(
        lines, notary.public_keys(), progress=lambda count: progress(f"{count:,} lines", 0)
    )
    if not report.is_ok:
        raise SystemExit(f"the export is not right: {report.findings[0]}")


def marking() -> float:
    """Microseconds of the processor for the bytes of an event and their mark."""
    event = an_event(0)
    started = time.process_time()
    for _ in range(20_000):
        notary.mark(body_of(event))
    return (time.process_time() - started) / 20_000 * 1_000_000


def creating(alice: Any) -> tuple[float, float]:
    """Milliseconds of a CreateUser in one process, by turns with marks and without."""
    took: dict[bool, list[float]] = {True: [], False: []}
    mark = vars(trail)["mark"]
    for number in range(TIMES):
        is_marked = number % 2 == 0
        vars(trail)["mark"] = mark if is_marked else _unmarked
        started = time.perf_counter()
        create_user(alice, user_name=f"user-{number}")
        took[is_marked].append((time.perf_counter() - started) * 1000)
    vars(trail)["mark"] = mark
    Event.objects.all().delete()
    return statistics.median(took[True]), statistics.median(took[False])


def _unmarked(_: bytes) -> str:
    return ""


def fill(wanted: int) -> Iterator[int]:
    """Write so many events, thousands at a time; how many there are by now."""
    for first in range(0, wanted, AT_ONCE):
        events = [an_event(number) for number in range(first, min(first + AT_ONCE, wanted))]
        for event in events:
            event.mark = notary.mark(body_of(event))
        with transaction.atomic():
            Event.objects.bulk_create(events)
        yield first + len(events)


def an_event(number: int) -> Event:
    return Event(
        account_id=people.ACCOUNT,
        time=now() - timedelta(seconds=1),
        request_id=str(uuid4()),
        face="wire",
        region="us-east-1",
        source_ip="192.0.2.1",
        user_agent="aws-cli/2.31.1 md/awscrt#0.28.2 ua/2.1 os/linux#6.1 lang/python#3.13.7",
        caller_kind="User",
        caller_arn=f"arn:aws:iam::{people.ACCOUNT}:user/staff/user-{number % 1000}",
        caller_id="AIDAEXAMPLEEXAMPLE123",
        access_key_id="AKIAEXAMPLEEXAMPLE12",
        action="iam:AttachUserPolicy",
        target_arn=f"arn:aws:iam::{people.ACCOUNT}:user/user-{number % 5000}",
        params={"user_name": f"user-{number % 5000}", "policy_arn": "arn:aws:iam::aws:policy/X"},
        decision={
            "outcome": "Allowed",
            "reason": "because an identity-based policy allows the iam:AttachUserPolicy action",
            "layer": "identity",
            "policy": "arn:aws:iam::aws:policy/AdministratorAccess",
            "statement": 1,
        },
        duration_us=2_700,
    )


def rate(count: int, work: Callable[[], object]) -> str:
    """Events a second by the clock, and of this process's time alone."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    took, used = time.perf_counter() - started, time.process_time() - busy
    return f"{count / took:,.0f} ({count / used:,.0f})"


def progress(words: str, number: int) -> None:
    if number % 10 == 0:
        print(f"\r{words}    ", end="", file=sys.stderr, flush=True)


main(Path(sys.argv[1]), int(sys.argv[2]))
