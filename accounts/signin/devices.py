"""Browsers that have signed in before: they carry a signed token, and their tries count apart.

Without it, whoever goes on guessing a user's password would keep that user out as well.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing

from accounts.models import User

COOKIE = f"{settings.COOKIE_PREFIX}device"
LASTS = timedelta(days=180)
_SALT = "signed in before"


def token_for(user: User, known: str = "") -> str:
    """A token for a browser this user has just signed in with; the one it has, if it has one."""
    return known if device_of(user, known) else signing.dumps([user.user_id, _new_id()], salt=_SALT)


def device_of(user: User | None, token: str) -> str:
    """The browser's id, if the token was made for this user; else empty."""
    try:
        user_id, device = signing.loads(token, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return ""
    return str(device) if user is not None and user.user_id == user_id else ""


def _new_id() -> str:
    return secrets.token_hex(16)
