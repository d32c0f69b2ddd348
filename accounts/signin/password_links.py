"""Links to set a password with: each works once and for a while, and only its digest is kept.

An administrator hands one over to a user; root has one mailed. Whoever sets a password with it is
not signed in by that: other factors are asked for as always.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import PasswordLink, User
from accounts.signin import new_passwords
from iamconsole.caller import Origin
from iamconsole.errors import SignInRefused

HANDED_OVER_FOR = timedelta(hours=24)
MAILED_FOR = timedelta(minutes=30)
SPENT = "This link has been used or replaced, or its time is over."
_TOKEN_BYTES = 32


@transaction.atomic
def make(user: User, lasts: timedelta) -> tuple[str, datetime]:
    """A new link's token and its end. The one the user had before opens nothing any more."""
    token, moment = secrets.token_urlsafe(_TOKEN_BYTES), now()
    PasswordLink.objects.filter(user=user).delete()
    PasswordLink.objects.create(
        digest=_digest(token),
        account_id=user.account_id,
        user=user,
        created=moment,
        expires=moment + lasts,
    )
    return token, moment + lasts


def owner_of(token: str) -> User | None:
    """Whose password a live link sets."""
    link = _live(token).select_related("user__account", "user__login_profile").first()
    return link.user if link else None


def use(token: str, password: str, origin: Origin) -> User:
    """Set the password a user chose, and use the link up.

    Raises SignInRefused for a link that opens nothing. A password that will not do leaves the link.
    """
    user = owner_of(token)
    if user is None:
        raise SignInRefused(SPENT)
    new = new_passwords.chosen(user, password)
    with transaction.atomic():
        if not _live(token).delete()[0]:
            raise SignInRefused(SPENT)
        action = "PasswordRecoveryCompleted" if user.is_root else "PasswordUpdated"
        new_passwords.choose(user, new, origin, action=f"signin:{action}")
    return user


def _live(token: str) -> QuerySet[PasswordLink]:
    rows = PasswordLink.objects.filter(digest=_digest(token))
    return rows.filter(expires__gt=now(), user__is_enabled=True)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
