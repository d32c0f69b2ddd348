"""The ends of browsers' sessions: all of a user's, or all but the one that asks."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.timezone import now

from accounts.models import ConsoleSession, User

IDLE = timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def live_sessions(user: User) -> QuerySet[ConsoleSession]:
    """The user's sessions that open something, the one that was used last first."""
    moment = now()
    rows = ConsoleSession.objects.filter(
        user=user, awaits_factor=False, expires__gt=moment, last_seen__gt=moment - IDLE
    )
    unended = rows.filter(created__gte=F("user__login_profile__password_changed"))
    return unended.order_by("-last_seen", "public_id")


def end_sessions(user: User, keeps: str = "") -> int:
    """Sign a user out everywhere, save in the session with this id: how many sessions ended.

    Those that still wait for a second factor end as well, and are not counted.
    """
    every = ConsoleSession.objects.filter(user=user).exclude(public_id=keeps)
    ended = live_sessions(user).exclude(public_id=keeps).count()
    every.delete()
    return ended
