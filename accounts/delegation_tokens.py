"""Tokens that are changed for a session with lent rights: only their digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.utils.timezone import now

from accounts import mails, queries
from accounts.models import DelegationRequest


def new() -> str:
    return secrets.token_urlsafe()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def mail(row: DelegationRequest, token: str, expires: datetime) -> None:
    """Have a token sent to whoever runs the account that asks, as long as it can be used."""
    mails.post(
        row.account_id,
        queries.root_of(row.account_id).email,
        "delegation",
        event=f"delegation:{row.request_id}",
        facts={
            "request_id": str(row.request_id),
            "approver": row.approver_arn,
            "until": f"{expires:%d %b %Y %H:%M} UTC",
        },
        secrets={"token": token},
        lasts=expires - now(),
    )
