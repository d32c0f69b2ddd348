from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from iamconsole import keyfiles
from iamconsole.env import KEY_ID
from iamconsole.sealed_columns import Column, Outcome, columns, keys_in_use
from iamconsole.sealing import current_key_id

_PASSES = 5


class Command(BaseCommand):
    """Reseal every secret in the database with the first of ENCRYPTION_KEYS.

    The site may go on running. Stopped at any point, it goes on where it was when run again.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_mutually_exclusive_group()
        asked.add_argument(
            "--check",
            action="store_true",
            help="change nothing; say how many rows need which key",
        )
        asked.add_argument(
            "--new-key",
            metavar="ID",
            help="change nothing; print a new key, to be put in front of the others",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"] is not None:
            self._print_new_key(options["new_key"])
        elif options["check"]:
            self._tell_and_refuse_old_keys()
        else:
            self._reseal()
            self._tell_and_refuse_old_keys()

    def _print_new_key(self, key_id: str) -> None:
        if not KEY_ID.fullmatch(key_id) or key_id in settings.ENCRYPTION_KEYS:
            raise CommandError(f"{key_id!r} is no id for a key, or is one that is in use.")
        self.stdout.write(keyfiles.new_encryption_key(key_id))

    def _reseal(self) -> None:
        """Pass over the columns until nothing is left: a site may write with an old key still."""
        for _ in range(_PASSES):
            outcomes = {column: self._reseal_column(column) for column in columns()}
            if not any(outcome.resealed for outcome in outcomes.values()):
                break
        for column, outcome in outcomes.items():
            if outcome.shut:
                self.stdout.write(f"{column}: {outcome.shut} do not open with the keys there are")

    def _reseal_column(self, column: Column) -> Outcome:
        total, outcome = column.to_reseal().count(), Outcome()
        for outcome in column.reseal():
            self.stdout.write(f"{column}: {outcome.resealed} of {total} resealed")
            self.stdout.flush()
        return outcome

    def _tell_and_refuse_old_keys(self) -> None:
        old, needed = 0, keys_in_use()
        for key_id, counted in needed.items():
            rows = ", ".join(f"{count} {column}" for column, count in counted.items())
            self.stdout.write(f"{key_id}{self._note(key_id)}: {rows or 'nothing needs it'}")
            old += 0 if key_id == current_key_id() else counted.total()
        if old:
            raise CommandError(f"{old} rows still need another key than {current_key_id()}.")
        self.stdout.write(
            "No row needs an older key. Sessions begun before the change do, for 36 hours from it."
        )

    def _note(self, key_id: str) -> str:
        if key_id == current_key_id():
            return " (seals)"
        return "" if key_id in settings.ENCRYPTION_KEYS else " (NOT HERE: its rows do not open)"
