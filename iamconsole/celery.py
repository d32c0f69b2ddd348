"""Background jobs: the application that tasks belong to."""

import os
from typing import Any

from celery import Celery, signals

from iamconsole.jobs import LOOK, SWEEP

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")

app = Celery("iamconsole")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.task(name=LOOK)  # type: ignore[untyped-decorator]  # Celery has no types
def look(name: str) -> None:
    """Somebody has left something to be done."""
    from iamconsole import job_runs

    job_runs.run(name)


@app.task(name=SWEEP)  # type: ignore[untyped-decorator]  # Celery has no types
def sweep() -> None:
    """It is time to see whether anything is due."""
    from iamconsole import job_runs

    job_runs.sweep()


def _log_as_django_does(**_: Any) -> None:
    """Being connected is enough: Celery then leaves logging as the settings have it."""


signals.setup_logging.connect(_log_as_django_does)
