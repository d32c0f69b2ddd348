from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.closing import raze_account
from accounts.models import Account


class Command(BaseCommand):
    """Delete an account and everything in it: users, groups, policies, keys, sessions, history."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account_id", metavar="ID", help="the account's 12 digits")
        parser.add_argument("--yes", action="store_true", help="do it; nothing brings it back")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(id=options["account_id"]).first()
        if account is None:
            raise CommandError(f"There is no account {options['account_id']}.")
        if not options["yes"]:
            raise CommandError(f"Account {account.id} ({account}) would be gone. Add --yes.")
        gone = raze_account(account)
        listed = ", ".join(f"{count} {name}" for name, count in sorted(gone.items()))
        self.stdout.write(f"Account {options['account_id']} is deleted, with {listed}.")
