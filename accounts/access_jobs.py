"""Reports on last use as jobs: begun, kept for a week, and told to who began them alone."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import AccessReport
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity

KEPT = timedelta(days=7)


def begin(caller: Caller, **said: Any) -> AccessReport:
    """A new job of the caller's."""
    return AccessReport.objects.create(
        account_id=caller.account_id, asked_by=caller.holder_id, created=now(), **said
    )


def old() -> QuerySet[AccessReport]:
    """Those that are told to nobody any more, which a background job deletes."""
    return AccessReport.objects.filter(created__lt=now() - KEPT)


def of_caller(caller: Caller, job_id: str, *, is_of_organization: bool = False) -> AccessReport:
    """The caller's own job. Those of others are missed like those that are not there."""
    missing = NoSuchEntity(f"Job with id {job_id} cannot be found.")
    try:
        known = uuid.UUID(job_id)
    except ValueError:
        raise missing from None
    job = AccessReport.objects.filter(
        account_id=caller.account_id,
        asked_by=caller.holder_id,
        job_id=known,
        created__gte=now() - KEPT,
    ).first()
    if job is None or (job.kind == AccessReport.Kind.ORGANIZATION) != is_of_organization:
        raise missing
    return job
