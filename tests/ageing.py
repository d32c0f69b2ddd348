"""Credentials of an age: made as they would be after so many days."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from accounts.models import AccessKey, LoginProfile, PasswordPolicy, User
from tests import people


def aged_key(user: User, days: float, used: float | None = 0, **more: object) -> AccessKey:
    """A key made so many days ago, and last used as many; never, where `used` is None."""
    moment = now()
    key = AccessKey.objects.get(key_id=people.access_key(user)[0])
    last_used = None if used is None else moment - timedelta(days=used)
    row = AccessKey.objects.filter(pk=key.pk)
    row.update(created=moment - timedelta(days=days), last_used=last_used, **more)
    return row.get()


def aged_password(user: User, days: float, expires_after: int) -> None:
    """A password set so many days ago, in an account whose passwords expire."""
    people.give_password(user)
    moment = now() - timedelta(days=days)
    LoginProfile.objects.filter(user=user).update(password_changed=moment)
    PasswordPolicy.objects.update_or_create(
        account=user.account, defaults={"max_age_days": expires_after}
    )
