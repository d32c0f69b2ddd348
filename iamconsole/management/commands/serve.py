"""manage.py serve: the web server, the job worker and the clock, as one."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

from iamconsole import preparing, programs
from iamconsole.supervisor import Program, Supervisor


class Command(BaseCommand):
    help = "Serve the site: web server, job worker and clock under one supervisor."
    # The others are about the code, which was checked before it came here.
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-worker", action="store_true", help="run the web server alone")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first bring the database, the managed policies and the static files up to date, "
            "and make a demonstration account where there is no account at all",
        )

    def handle(self, *, no_worker: bool, prepare: bool, **_: Any) -> None:
        refuse_taken_port()
        if prepare:
            self.prepare()
        empty_metrics()
        self.stdout.write(f"Serving: sign in at {settings.PUBLIC_URL}/signin (Ctrl-C stops it)")
        self.stdout.flush()
        every = [
            Program("web", programs.web),
            Program("worker", programs.worker),
            Program("clock", programs.clock),
        ]
        supervisor = Supervisor(
            every[:1] if no_worker else every,
            output=sys.stdout.buffer,
            is_for_people=settings.LOG_FORMAT == "plain",
        )
        sys.exit(supervisor.run())

    def prepare(self) -> None:
        """In a process of its own, so that no connection or thread is left in this one."""
        self.stdout.flush()
        process_id = os.fork()
        if not process_id:
            preparing.prepare(self.stdout)
            sys.exit()
        _, status = os.waitpid(process_id, 0)
        if status:
            sys.exit(os.waitstatus_to_exitcode(status))


def refuse_taken_port() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as problem:
            raise CommandError(
                f"Cannot listen on {settings.HOST} port {settings.PORT}: {problem.strerror}. "
                "Choose others with HOST and PORT."
            ) from problem


def empty_metrics() -> None:
    """Numbers of processes that are gone would be counted for ever."""
    if settings.METRICS:
        shutil.rmtree(settings.METRICS_DIR, ignore_errors=True)
        settings.METRICS_DIR.mkdir(mode=0o700)
