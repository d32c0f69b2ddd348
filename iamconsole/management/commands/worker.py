"""manage.py worker: the job worker alone, for a machine of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from iamconsole import programs


class Command(BaseCommand):
    help = "Do background jobs as they are called for, until told to stop."

    def handle(self, **_: Any) -> None:
        programs.worker()
