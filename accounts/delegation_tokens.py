"""Tokens that are changed for a session with lent rights: only their digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts import queries
from accounts.models import DelegationRequest
from iamconsole.errors import ServiceUnavailable


def new() -> str:
    return secrets.token_urlsafe()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def mail(row: DelegationRequest, token: str, expires: datetime) -> None:
    """Send a token to whoever runs the account that asks. Raises ServiceUnavailable if it fails."""
    words = render_to_string(
        "accounts/mail_delegation.txt", {"request": row, "token": token, "expires": expires}
    )
    address = queries.root_of(row.account_id).email
    try:
        send_mail(_("A token for delegated rights"), words, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError:
        raise ServiceUnavailable("The token cannot be sent now. Try again.") from None
