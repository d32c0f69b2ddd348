"""Measures notes of last use in the database the settings name; the report is a JSON file."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import django

USERS, ACTIONS, BATCH = 2_000, 50, 2_000
ASKED, ROUNDS = 1_000, 31  # fewer than fill a batch: folding is measured apart
GOAL_SECONDS, GOAL_SHARE = 60, 5


def main() -> None:
    django.setup()
    report, notes = Path(sys.argv[1]), int(sys.argv[2])
    report.write_text(json.dumps(folded(notes) | recorded()))


def folded(notes: int) -> dict[str, str]:
    """Fold so many notes of users, services and actions, as web processes hand them over."""
    from datetime import timedelta

    from django.utils.timezone import now

    from accounts.models import LastUse
    from accounts.usage import store_actions
    from tests.people import make_account, make_user

    account = make_account("111122223333", "measured")
    ids = [make_user(account, f"user-{number}").user_id for number in range(USERS)]
    start, taken, busy = now(), 0.0, 0.0
    for first in range(0, notes, BATCH):
        batch = [
            (
                (account.id, ids[number % USERS], _action(number // USERS), False),
                start + timedelta(milliseconds=number),
                "eu-west-1",
            )
            for number in range(first, min(first + BATCH, notes))
        ]
        clock, processor = time.perf_counter(), time.process_time()
        store_actions(batch)
        taken += time.perf_counter() - clock
        busy += time.process_time() - processor
        if first % (notes // 10 or 1) < BATCH:
            print(f"  {first:,} notes in {taken:.1f} s", flush=True)
    return {
        f"{notes:,} notes folded, s (goal {GOAL_SECONDS})": f"{taken:.1f}",
        "of these on the processor, s": f"{busy:.1f}",
        "rows they became": f"{LastUse.objects.count():,}",
    }


def _action(number: int) -> str:
    return f"service-{number % 10}:Action{number % ACTIONS}"


def recorded() -> dict[str, str]:
    """What taking a note adds to a decision: one is asked for with notes and without, in turns."""
    from accounts import usage
    from accounts.models import Account
    from accounts.operations.users import list_users
    from tests.people import allow, calling, grant, make_user

    account = Account.objects.get()
    user = make_user(account, "asker")
    grant(user, allow("iam:ListUsers"))
    caller = calling(user)

    def decide() -> None:
        list_users.is_open_to(caller)

    def decide_and_note() -> None:
        list_users.is_open_to(caller)
        usage.action_used(caller, "iam:ListUsers", is_refused=False)

    bare, noted = [], []
    for _ in range(ROUNDS):
        bare.append(_microseconds(decide))
        noted.append(_microseconds(decide_and_note))
        usage.flush()
    share = 100 * (median(noted) - median(bare)) / median(bare)
    return {
        "a decision, µs": f"{median(bare):.1f}",
        "a decision and its note, µs": f"{median(noted):.1f}",
        f"added, % (goal {GOAL_SHARE})": f"{share:.1f}",
    }


def _microseconds(ask: Callable[[], None]) -> float:
    """On the processor, in all threads: what others do on the machine meanwhile is left out."""
    clock = time.process_time()
    for _ in range(ASKED):
        ask()
    return 1e6 * (time.process_time() - clock) / ASKED


if __name__ == "__main__":
    main()
