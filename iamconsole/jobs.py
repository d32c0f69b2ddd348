"""How a background job is called for: a message that says "look", and nothing else."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: str, *arguments: str) -> None:
    """Have a worker look. A message that cannot be sent loses nothing: what is due is in a row."""
    from iamconsole.celery import app  # only who rings has to wait for Celery to be loaded

    try:
        app.send_task(task, arguments, retry=False)
    except (OperationalError, OSError) as failure:
        log.warning("no worker was called to %s: %s", task, failure)
