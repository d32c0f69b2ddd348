"""Links to set up a second factor with, which an administrator hands over to a user.

Each opens once, within a day, and only when its recipient presses a button: what looks at links by
itself opens nothing. It opens a session that may set up a factor and nothing else, and that ends
with it; so does the link, if its user sets one up without it. Signing in takes the password as
always, and the factor.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts import trail
from accounts.models import EnrolmentLink, User
from accounts.signin import sessions
from iamconsole.caller import Origin
from iamconsole.errors import SignInRefused

LASTS = timedelta(hours=24)
SPENT = "This link has been used or replaced, or its time is over."
_TOKEN_BYTES = 32


@transaction.atomic
def make(user: User) -> tuple[str, datetime]:
    """A new link's token and its end. The one the user had before opens nothing any more."""
    token, moment = secrets.token_urlsafe(_TOKEN_BYTES), now()
    forget(user)
    EnrolmentLink.objects.create(
        digest=_digest(token),
        account_id=user.account_id,
        user=user,
        created=moment,
        expires=moment + LASTS,
    )
    return token, moment + LASTS


def forget(user: User) -> None:
    """End the user's link: whoever has set up a factor since it was made needs it no more."""
    EnrolmentLink.objects.filter(user=user).delete()


def owner_of(token: str) -> User | None:
    """Whose second factor a live link sets up."""
    link = _live(token).select_related("user__account").first()
    return link.user if link else None


@transaction.atomic
def use(token: str, origin: Origin, instead_of: str) -> str:
    """Use a link up: the cookie of a session in which a second factor can be set up.

    Raises SignInRefused for a link that opens nothing. `instead_of` is the cookie the browser had.
    """
    user = owner_of(token)
    if user is None or not _live(token).delete()[0]:
        raise SignInRefused(SPENT)
    action = "signin:EnrolmentLinkOpened"
    trail.record_sign_in(origin, user.account_id, user, action=action)
    return sessions.begin_enrolment(user, origin, instead_of)


def _live(token: str) -> QuerySet[EnrolmentLink]:
    """The link, while it is in force and its user may come to the console at all."""
    rows = EnrolmentLink.objects.filter(digest=_digest(token), expires__gt=now())
    return rows.filter(user__is_enabled=True, user__login_profile__isnull=False)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
