"""Setting a password: what it must not be, and what ends when there is another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from accounts import names, password_rules, trail
from accounts.models import ConsoleSession, FormerPassword, LoginProfile, PasswordLink, User
from accounts.signin import passwords
from iamconsole.caller import Origin
from iamconsole.errors import (
    EntityTemporarilyUnmodifiable,
    PasswordPolicyViolation,
    Violation,
)
from iamconsole.fields import field_of, refuse
from iamconsole.spelling import wire_path

MOST_REMEMBERED = 24
_REUSED = "Policy constraint violation with password reuse prevention during password change"


@dataclass(frozen=True)
class NewPassword:
    """A password that will do, hashed; `since` is the age of the one it is to take the place of."""

    typed: str = field(repr=False)
    hashed: str = field(repr=False)
    remembered: str = field(repr=False)
    since: datetime | None

    def is_instead_of(self, profile: LoginProfile) -> bool:
        """Whether the profile still has the password that this one was held against."""
        held_since = profile.password_changed
        return self.since == held_since


def ready(user: User, password: str, profile: LoginProfile | None) -> NewPassword:
    """Check and hash a password that `user` is to have instead of that in `profile`.

    It takes as long as hashing does: call it where nothing is locked. Raises
    PasswordPolicyViolation for one that will not do.
    """
    policy = password_rules.policy_of(user.account_id)
    password_rules.refuse_weak(password, user, policy)
    remembered = _hash_to_remember(user, password)
    if _was_used(password, remembered, user, profile, policy.reuse_prevention or 0):
        raise PasswordPolicyViolation(_REUSED)
    since = profile.password_changed if profile else None
    return NewPassword(password, passwords.hashed(password), remembered, since)


def put(profile: LoginProfile, new: NewPassword, *, keeps_session: str = "") -> None:
    """Make it the password of a login profile that the caller saves afterwards.

    Raises PasswordPolicyViolation for one that will not do any more, and
    EntityTemporarilyUnmodifiable where there is another meanwhile. Links to set another, and
    browsers signed in with the one before, open nothing any more; `keeps_session` is the one that
    asks.
    """
    user = profile.user
    if not new.is_instead_of(profile):
        raise EntityTemporarilyUnmodifiable(
            f"Login Profile for User {user} was changed meanwhile. Try again."
        )
    policy = password_rules.policy_of(user.account_id)
    password_rules.refuse_weak(new.typed, user, policy)
    if new.remembered in _former(user, policy.reuse_prevention or 0):
        raise PasswordPolicyViolation(_REUSED)
    profile.password_hash = new.hashed
    profile.password_changed = now()
    _remember(user, new.remembered)
    PasswordLink.objects.filter(user=user).delete()
    sessions = ConsoleSession.objects.filter(user=user)
    sessions.exclude(public_id=keeps_session).delete()
    sessions.update(created=profile.password_changed)


def chosen(user: User, password: str) -> NewPassword:
    """Check and hash what a user chose outside the console.

    Raises ValidationError or PasswordPolicyViolation for a password that will not do.
    """
    refuse_malformed(password)
    profile = LoginProfile.objects.filter(user=user).first()
    if profile and passwords.is_password_of(user, password):
        raise PasswordPolicyViolation("Choose another password than the one you have now.")
    return ready(user, password, profile)


@transaction.atomic
def choose(user: User, new: NewPassword, origin: Origin, *, action: str) -> None:
    """Set the password that a user chose outside the console, and write it down as `action`."""
    profile = LoginProfile.objects.select_for_update().filter(user=user).first()
    profile = profile or LoginProfile(account_id=user.account_id, user=user, created=now())
    profile.user = user
    put(profile, new)
    profile.is_reset_required = False
    store(profile)
    trail.record_sign_in(origin, user.account_id, user, action=action)
    user.login_profile = profile


def store(profile: LoginProfile) -> None:
    """Store a profile whose password was put, whether or not there was one before."""
    if profile.pk is None:
        profile.save(force_insert=True)
    else:
        profile.save(update_fields=["password_hash", "password_changed", "is_reset_required"])


def refuse_malformed(password: str) -> None:
    """Raise ValidationError for what no operation would take as a password."""
    violations: list[Violation] = []
    field_of(names.Password).read(password, ("password",), violations)
    refuse(violations, wire_path)


def _was_used(
    password: str, fresh: str, user: User, profile: LoginProfile | None, count: int
) -> bool:
    """Whether it is one of the last so many; the user's password now is the last of them.

    `fresh` is what would be remembered of it.
    """
    if count == 0:
        return False
    typed = passwords.normal(password)
    if any(_is_hash_of(typed, fresh, kept) for kept in _former(user, count)):
        return True
    return profile is not None and check_password(typed, profile.password_hash)


def _former(user: User, count: int) -> list[str]:
    """What is remembered of the user's last so many passwords."""
    if count == 0:
        return []
    rows = FormerPassword.objects.filter(user=user).order_by("-pk")[:count]
    return list(rows.values_list("password_hash", flat=True))


def _is_hash_of(typed: str, fresh: str, kept: str) -> bool:
    """One hashing answers for all that were hashed as strongly."""
    if _strength_of(fresh) == _strength_of(kept):
        return constant_time_compare(fresh, kept)
    return check_password(typed, kept)


def _strength_of(hashed: str) -> str:
    return hashed.rpartition("$")[0]


def _hash_to_remember(user: User, password: str) -> str:
    """Salted with the user's id, random and its own, so that one hashing is compared to all."""
    return make_password(passwords.normal(password), salt=user.user_id)


def _remember(user: User, hashed: str) -> None:
    rows = FormerPassword.objects.filter(user=user)
    FormerPassword.objects.create(
        account_id=user.account_id,
        user=user,
        password_hash=hashed,
        created=now(),
    )
    kept = rows.order_by("-pk").values_list("pk", flat=True)[:MOST_REMEMBERED]
    rows.exclude(pk__in=list(kept)).delete()
