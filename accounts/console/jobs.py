"""The background jobs: what each does, how it last went, what waits for it, and when it runs."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.operations.jobs import list_jobs
from accounts.shapes.jobs import JobShape
from iamconsole.console import cells
from iamconsole.console.cells import Tone, Words
from iamconsole.console.parts import part
from iamconsole.console.table_specs import Column, TableSpec
from iamconsole.console.tables import whole
from iamconsole.doors import ConsoleRequest

_STATES: dict[str, tuple[Words, Tone]] = {
    "NeverRun": (gettext_lazy("Not yet run"), ""),
    "Running": (gettext_lazy("Running"), "info"),
    "Ok": (gettext_lazy("Worked"), "ok"),
    "Failed": (gettext_lazy("Failed"), "danger"),
}


@require_safe
def jobs_page(request: ConsoleRequest) -> HttpResponse:
    """Every job, in one table."""
    found = part(list_jobs, request.caller)
    jobs = found.content.jobs if found.content else ()
    facts = {
        "refusal": found.refusal,
        "table": whole(SPEC, request, jobs),
        "failed": sum(job.state == "Failed" for job in jobs),
    }
    return render(request, "accounts/jobs.html", facts)


def _what(job: JobShape) -> SafeString:
    return format_html(
        '<span lang="en">{}</span> <span class="beside mono">{}</span>',
        job.description,
        job.job_name,
    )


def _state(job: JobShape) -> SafeString:
    words, tone = _STATES[job.state]
    badge = cells.badge(words, tone)
    return format_html("{} {}", badge, job.message) if job.message else badge


def _took(job: JobShape) -> str:
    if job.duration_milliseconds is None:
        return cells.none()
    return _("%(count)s ms") % {"count": cells.number(job.duration_milliseconds)}


def _every(job: JobShape) -> str:
    pause = timedelta(seconds=job.interval_seconds)
    if pause >= timedelta(days=1):
        return cells.days(pause.days)
    if pause >= timedelta(hours=1):
        count = pause // timedelta(hours=1)
        words = ngettext("%(count)s hour", "%(count)s hours", count)
    elif pause >= timedelta(minutes=1):
        count = pause // timedelta(minutes=1)
        words = ngettext("%(count)s minute", "%(count)s minutes", count)
    else:
        count = job.interval_seconds
        words = ngettext("%(count)s second", "%(count)s seconds", count)
    return words % {"count": count}


SPEC: TableSpec[JobShape] = TableSpec(
    name="jobs",
    caption=gettext_lazy("Background jobs"),
    columns=(
        Column(
            name="job",
            title=gettext_lazy("Job"),
            value=lambda job: job.job_name,
            cell=_what,
            is_sorted=True,
        ),
        Column(
            name="state",
            title=gettext_lazy("Last result"),
            value=lambda job: job.state,
            cell=_state,
            is_sorted=True,
        ),
        Column(
            name="waiting",
            title=gettext_lazy("Waiting"),
            value=lambda job: job.backlog,
            is_sorted=True,
        ),
        Column(
            name="last",
            title=gettext_lazy("Last run"),
            value=lambda job: job.last_run_date,
            cell=lambda job: cells.ago(job.last_run_date),
            is_sorted=True,
        ),
        Column(
            name="took",
            title=gettext_lazy("Took"),
            value=lambda job: job.duration_milliseconds,
            cell=_took,
            is_sorted=True,
        ),
        Column(
            name="next",
            title=gettext_lazy("Next run"),
            value=lambda job: job.next_run_date,
            is_sorted=True,
        ),
        Column(name="every", title=gettext_lazy("Every"), value=_every),
    ),
    counted=lambda count: ngettext("%(count)s job", "%(count)s jobs", count),
    key=lambda job: job.job_name,
)
