from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.chain import sealer
from accounts.chain.exporting import Span, export
from accounts.models import Account, Event


class Command(BaseCommand):
    """Write an account's trail to standard output: JSON lines in CloudTrail's names, with proof.

    `verify_trail --export` checks them, anywhere.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", metavar="ID", required=True, help="whose trail")
        parser.add_argument("--from", dest="begin", metavar="TIME", type=_time, help="from when")
        parser.add_argument("--to", dest="end", metavar="TIME", type=_time, help="to before when")

    def handle(self, *args: Any, **options: Any) -> None:
        account_id: str = options["account"]
        rows = (Account.objects.filter(id=account_id), Event.objects.filter(account_id=account_id))
        if not any(found.exists() for found in rows):
            raise CommandError(f"There is no account {account_id}.")
        span = Span(options["begin"], options["end"])
        if span.begin and span.end and span.begin >= span.end:
            raise CommandError("--from has to be before --to.")
        sealer.seal_due()
        for line in export(account_id, span):
            self.stdout.write(line, ending="")


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("a time looks like 2026-11-22 or 2026-11-22T14:00:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
