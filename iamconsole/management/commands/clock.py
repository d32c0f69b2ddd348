"""manage.py clock: the clock alone, for a machine of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from iamconsole import programs


class Command(BaseCommand):
    help = "Call for scheduled jobs at their time, until told to stop. Run one clock a site."

    def handle(self, **_: Any) -> None:
        programs.clock()
