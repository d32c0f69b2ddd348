from __future__ import annotations

import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.chain import checkpoints, exported, stored
from accounts.chain.checkpoints import Checkpoint
from accounts.chain.verifying import Report
from accounts.models import Account
from iamconsole import notary
from iamconsole.env import parsed_keys

SHOWN = 50
_EVERY_SECONDS = 2.0


class Command(BaseCommand):
    """Check that nothing in the trail was edited, dropped, inserted, swapped or cut off.

    Ends with 1 where something was. An export is checked with a public key alone, without the
    database; a head is the end of a trail as an earlier check printed it.
    """

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", metavar="ID", help="only this account's trail")
        parser.add_argument(
            "--head", metavar="SEAL:EVENT:DIGEST", type=_head, help="what the trail must reach"
        )
        parser.add_argument("--export", metavar="FILE", type=Path, help="check an export instead")
        parser.add_argument(
            "--key", metavar="ID:KEY", type=_keys, help="public keys; this site's unless given"
        )
        parser.add_argument("--show-key", action="store_true", help="print public keys, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["show_key"]:
            self.stdout.write(notary.written(notary.public_keys()))
            return
        head: Checkpoint | None = options["head"]
        if head and not (options["account"] or options["export"]):
            raise CommandError("A head is one account's: say which with --account.")
        if options["export"]:
            reports = [self._exported(options["export"], options["key"], head)]
            _refuse_other(reports[0], options["account"])
        else:
            named = [options["account"]] if options["account"] else stored.accounts()
            reports = [self._stored(account_id, head) for account_id in named]
            _refuse_unknown(reports)
        if not reports:
            self.stdout.write("There is no trail yet.")
        for report in reports:
            self._tell(report)
        if not all(report.is_ok for report in reports):
            sys.exit(1)

    def _stored(self, account_id: str, head: Checkpoint | None) -> Report:
        known = dict(checkpoints.of(account_id)) | ({head.number: head} if head else {})
        return stored.verify(account_id, known=known, progress=self._progress("events"))

    def _exported(
        self, file: Path, keys: notary.PublicKeys | None, head: Checkpoint | None
    ) -> Report:
        try:
            with file.open(encoding="utf-8", errors="replace") as lines:
                return exported.verify(
                    lines,
                    keys or notary.public_keys(),
                    known={head.number: head} if head else {},
                    progress=self._progress("lines"),
                )
        except OSError as failure:
            raise CommandError(f"{file} cannot be read: {failure.strerror}.") from None
        except exported.NoExport:
            raise CommandError(f"{file} is no export of a trail.") from None

    def _tell(self, report: Report) -> None:
        self.stdout.write(_summary(report))
        for finding in report.findings[:SHOWN]:
            self.stdout.write(f"  {finding}")
        if report.found > SHOWN:
            self.stdout.write(f"  … and {report.found - SHOWN:,} others")

    def _progress(self, what: str) -> Any:
        """Says how far it is, to people, now and then."""
        if not self.stderr.isatty():
            return lambda _: None
        told = time.monotonic()

        def tell(count: int) -> None:
            nonlocal told
            if time.monotonic() - told >= _EVERY_SECONDS:
                told = time.monotonic()
                self.stderr.write(f"\r{count:,} {what}", ending="\r")

        return tell


def _refuse_other(report: Report, account_id: str | None) -> None:
    """An export is of whom it says; nobody asked for a word on that one."""
    if account_id and report.account_id != account_id:
        raise CommandError(f"The export is of account {report.account_id}, not {account_id}.")


def _refuse_unknown(reports: Sequence[Report]) -> None:
    """An account that is not there has no trail that could be called right."""
    for report in reports:
        is_empty = report.is_ok and not (report.seals or report.unsealed)
        if is_empty and not Account.objects.filter(id=report.account_id).exists():
            raise CommandError(f"There is no account {report.account_id}.")


def _summary(report: Report) -> str:
    seals = f"{report.seals:,} seal" + ("" if report.seals == 1 else "s")
    events = f"{report.events:,} event" + ("" if report.events == 1 else "s")
    many = f"{events} in {seals}"
    parts = [f"{report.account_id}: {'ok' if report.is_ok else 'NOT AS IT WAS WRITTEN'}, {many}"]
    if report.unsealed:
        parts.append(f"{report.unsealed:,} not sealed yet")
    if start := report.start:
        parts.append(
            f"begins with event {start.sequence:,} since {start.time:%Y-%m-%d}, "
            f"for events are kept {start.kept_days} days"
        )
    if report.head:
        parts.append(f"head {report.head}")
    return ", ".join(parts)


def _head(text: str) -> Checkpoint:
    try:
        return Checkpoint.read(text)
    except ValueError:
        raise ArgumentTypeError("a head looks like 17:2040:9f86d0…") from None


def _keys(text: str) -> notary.PublicKeys:
    try:
        return parsed_keys(text)
    except ValueError:
        raise ArgumentTypeError("public keys look like k1:base64, separated by commas") from None
