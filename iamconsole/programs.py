"""The programs that make up a running site."""

from __future__ import annotations

import sys
import warnings

from django.conf import settings
from django.urls import get_resolver


def web() -> None:
    """Answer requests, in as many processes as the settings say."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # Loaded before the processes part, so that they share it.
    from iamconsole import wsgi  # noqa: F401

    _ = get_resolver().url_patterns
    Server(
        "iamconsole.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.WEB_WORKERS,
        blocking_threads=settings.WEB_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        # What the server has to say goes where everything goes.
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
    ).serve()


def worker() -> None:
    """Do background jobs as they are called for."""
    from celery.platforms import SecurityWarning

    from iamconsole.celery import app

    # Celery warns root about pickled messages; ours are JSON.
    warnings.simplefilter("ignore", SecurityWarning)
    worker = app.Worker(
        quiet=True, loglevel=settings.LOG_LEVEL, without_gossip=True, without_mingle=True
    )
    worker.start()
    sys.exit(worker.exitcode)


def clock() -> None:
    """Call for scheduled jobs at their time."""
    from iamconsole.celery import app

    app.Beat(quiet=True, loglevel=settings.LOG_LEVEL).run()
