"""Background jobs: the application that tasks belong to."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iamconsole.settings")

app = Celery("iamconsole")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _log_as_django_does(**_: Any) -> None:
    """Being connected is enough: Celery then leaves logging as the settings have it."""


signals.setup_logging.connect(_log_as_django_does)
