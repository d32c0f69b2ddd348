"""The one page that shows a new password or key: nothing of it is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from shlex import quote as shell_word
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import get_valid_filename

from iamconsole.console.exports import safe_cell
from iamconsole.console.steps import Outcome
from iamconsole.doors import ConsoleRequest
from iamconsole.http import public_address


@dataclass(frozen=True, kw_only=True)
class Shown:
    """New credentials, on their way to whoever made them."""

    user_name: str
    password: str = field(default="", repr=False)
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)
    expires: datetime | None = None
    link: str = field(default="", repr=False)
    link_expires: datetime | None = None

    @property
    def is_secret(self) -> bool:
        return bool(self.password or self.secret_access_key or self.link)


def shown(
    request: ConsoleRequest, secret: Shown, *, done: str, outcome: Outcome | None = None
) -> HttpResponse:
    """Show credentials, with what to do with them. `outcome` tells what else came of the act."""
    signin = signin_address(request)
    endpoint = public_address("/").rstrip("/")
    facts = _snippets(secret, endpoint, request.caller.origin.region) | {
        "secret": secret,
        "signin_address": signin,
        "csv": csv_of([secret], signin),
        "file_name": get_valid_filename(f"{secret.user_name}_credentials.csv"),
        "done": done,
        "outcome": outcome,
    }
    status = outcome.status if outcome else 200
    return render(request, "accounts/secret.html", facts, status=status)


def _snippets(secret: Shown, endpoint: str, region: str) -> dict[str, str]:
    """What to paste. This is not AWS, so the tools must be told the address."""
    profile = shell_word(secret.user_name)
    settings = {
        "aws_access_key_id": secret.access_key_id,
        "aws_secret_access_key": secret.secret_access_key,
        "region": region,
        "endpoint_url": endpoint,
    }
    variables = {
        "AWS_ACCESS_KEY_ID": secret.access_key_id,
        "AWS_SECRET_ACCESS_KEY": secret.secret_access_key,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
    }
    commands = (f"aws configure set {n} {v} --profile {profile}" for n, v in settings.items())
    lines = (f"{name} = {value}" for name, value in settings.items())
    return {
        "credentials_file": "\n".join([f"[{secret.user_name}]", *lines]),
        "profile_commands": "\n".join(commands),
        "environment": "\n".join(f"export {name}={value}" for name, value in variables.items()),
        "test_command": f"aws sts get-caller-identity --profile {profile}",
    }


def signin_address(request: ConsoleRequest) -> str:
    """Where the account's users sign in."""
    name = request.account_alias or request.caller.account_id
    return public_address(reverse("signin-account", args=[name]))


def csv_of(secrets: Sequence[Shown], signin: str) -> str:
    """Credentials as a file that is an address itself, so that the server need not keep it."""
    columns = [
        ("User name", [safe_cell(secret.user_name) for secret in secrets]),
        ("Password", [secret.password for secret in secrets]),
        ("Access key ID", [secret.access_key_id for secret in secrets]),
        ("Secret access key", [secret.secret_access_key for secret in secrets]),
        ("Link to set a password", [secret.link for secret in secrets]),
        ("Sign-in URL", [signin if secret.password or secret.link else "" for secret in secrets]),
    ]
    kept = [(title, values) for title, values in columns if any(values)]
    text = io.StringIO()
    csv.writer(text).writerow([title for title, _ in kept])
    csv.writer(text).writerows(zip(*(values for _, values in kept), strict=True))
    return f"data:text/csv;charset=utf-8,{quote(text.getvalue())}"
