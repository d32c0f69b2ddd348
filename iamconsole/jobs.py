"""Background jobs: what there is to be done, how often, and how a worker is called for it.

A job is a function of the module `tasks` of an application, declared in one line. It looks at what
is due, does that once, and says how much it did:

    @job(every=timedelta(minutes=1), due=lambda: Mail.objects.filter(state="due"))
    def send_mail() -> int:
        \"\"\"Send the mail that is due.\"\"\"
        return mails.send_due()

What is due lives in rows, each of which whoever does it claims by one conditional UPDATE: a job may
run twice at once, be killed at any moment, and be begun again. `every` is how often it runs whether
or not anybody called; `ring("accounts.send_mail")` has it run at once, on commit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from inspect import getdoc
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules
from kombu.exceptions import OperationalError

LOOK = "iamconsole.look"
SWEEP = "iamconsole.sweep"
_MOST_COUNTED = 10_000
_SILENT_SECONDS = 10.0

log = logging.getLogger(__name__)
_declared: dict[str, Job] = {}


@dataclass(frozen=True)
class Job:
    """Something done in the background. `due` finds the rows that wait for it."""

    name: str
    summary: str
    every: timedelta
    due: Callable[[], QuerySet[Any]]
    work: Callable[[], int]

    def backlog(self, account_id: str = "") -> int:
        """How many rows wait, of one account or of all; none is counted past ten thousand."""
        rows = self.due()
        if account_id:
            rows = _of_account(rows, account_id)
        return rows.order_by()[:_MOST_COUNTED].count()


def job(
    *, every: timedelta, due: Callable[[], QuerySet[Any]]
) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Declare a job under the name `application.function`. Its docstring says what it does."""

    def declare(work: Callable[[], int]) -> Callable[[], int]:
        name = f"{work.__module__.partition('.')[0]}.{work.__name__}"
        if name in _declared:
            raise TypeError(f"the job {name} is declared twice")
        summary = (getdoc(work) or "").partition("\n")[0]
        _declared[name] = Job(name=name, summary=summary, every=every, due=due, work=work)
        return work

    return declare


@cache
def jobs() -> Mapping[str, Job]:
    """Every job there is, by name."""
    autodiscover_modules("tasks")
    return dict(sorted(_declared.items()))


def ring(name: str) -> None:
    """Have a worker look, once what is under way is committed.

    A message that cannot be sent loses nothing: what is due is in a row.
    """
    transaction.on_commit(partial(_send, name))


def _send(name: str) -> None:
    """Send the message, unless one could not be sent a moment ago: nobody waits for that twice."""
    from iamconsole.celery import app  # only who rings has to wait for Celery to be loaded

    if time.monotonic() < silence.until:
        return
    try:
        app.send_task(LOOK, [name], retry=False)
    except (OperationalError, OSError) as failure:
        silence.until = time.monotonic() + _SILENT_SECONDS
        log.warning("no worker was called to %s: %s", name, failure)


@dataclass
class Silence:
    """Until when no message is tried in this process, which the next sweep makes up for."""

    until: float = 0.0


silence = Silence()


def _of_account(rows: QuerySet[Any], account_id: str) -> QuerySet[Any]:
    """Those of one account. What belongs to no account waits for nobody in particular."""
    if rows.model._meta.label == "accounts.Account":
        return rows.filter(pk=account_id)
    names = {field.attname for field in rows.model._meta.concrete_fields}
    return rows.filter(account_id=account_id) if "account_id" in names else rows.none()
