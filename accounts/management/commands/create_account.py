from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.founding import found_account, new_password
from accounts.operations.access_keys import create_access_key
from accounts.signin.shell import root_caller
from iamconsole.errors import Refused


class Command(BaseCommand):
    """Make an account with its root user, and tell how to sign in to it."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--alias", required=True, help="the name to sign in with")
        parser.add_argument("--email", required=True, help="the root user's e-mail address")
        parser.add_argument("--account-id", default="", help="12 digits; random if not given")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read root's password from the first line of standard input; "
            "otherwise one is generated and shown this once",
        )
        parser.add_argument(
            "--access-key", action="store_true", help="make an access key for root as well"
        )
        parser.add_argument("--json", action="store_true", help="tell it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        given = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else ""
        if options["password_stdin"] and not given:
            raise CommandError("There is no password on standard input.")
        try:
            told = self._make(given, options)
        except Refused as refusal:
            raise CommandError(_in_words(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self._tell(told)

    def _make(self, given: str, options: dict[str, Any]) -> dict[str, str]:
        password = given or new_password()
        account = found_account(
            alias=options["alias"],
            email=options["email"],
            password=password,
            account_id=options["account_id"],
        )
        told = {
            "account_id": account.id,
            "alias": options["alias"],
            "sign_in_url": f"{settings.PUBLIC_URL}/a/{options['alias']}",
            "root_sign_in_url": f"{settings.PUBLIC_URL}/signin/root",
            "email": options["email"].lower(),
        }
        if not given:
            told["password"] = password
        if options["access_key"]:
            key = create_access_key(root_caller(account)).access_key
            told["access_key_id"] = key.access_key_id
            told["secret_access_key"] = key.secret_access_key
        return told

    def _tell(self, told: dict[str, str]) -> None:
        width = max(map(len, told))
        for name, value in told.items():
            self.stdout.write(f"{name.replace('_', ' ').capitalize():{width}}  {value}")
        if "password" in told or "secret_access_key" in told:
            self.stdout.write("\nSecrets are shown this once. Keep them safe.")


def _in_words(refusal: Refused) -> str:
    violations = getattr(refusal, "violations", ())
    named = [f"--{str(v.path[0]).replace('_', '-')}: {v.hint}" for v in violations]
    return " ".join(dict.fromkeys(named)) or refusal.message
