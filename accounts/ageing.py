"""Credentials that want attention: old and unused keys, and keys and passwords about to expire.

Only what could be used counts: not what is switched off or expired, nor anything of a suspended
user. Whoever carries the tag that the account's policy names is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils.timezone import now

from accounts import queries
from accounts.models import (
    AccessKey,
    LoginProfile,
    PasswordPolicy,
    Reminder,
    ReminderPolicy,
    User,
)

Kind = Reminder.Kind


@dataclass(frozen=True)
class Finding:
    """A credential that wants attention.

    `moment` is since when it is old or unused, or when it expires. `subject` names it and the
    occasion, so that a key used again, or a new password, is something new. `count` and `last` are
    how often its owner was reminded, and when.
    """

    kind: Kind
    user: User
    subject: str
    moment: datetime
    access_key_id: str = ""
    count: int = 0
    last: datetime | None = None


def policy_of(account_id: str) -> ReminderPolicy:
    """What the account says of reminders; the defaults where it says nothing."""
    kept = ReminderPolicy.objects.filter(account_id=account_id).first()
    return kept or ReminderPolicy(account_id=account_id)


def findings(policy: ReminderPolicy, user: User | None = None) -> list[Finding]:
    """What of an account wants attention now, or of one of its users; the longest overdue first."""
    if not policy.is_on:
        return []
    moment = now()
    found = [*_keys(policy, user, moment), *_passwords(policy, user, moment)]
    exempt = policy.exempt_tag.lower()  # as IAM's keys of tags, which no case tells apart
    wanted = [one for one in found if exempt not in map(str.lower, one.user.tags)]
    return sorted(_reminded(policy, wanted), key=lambda one: (one.moment, one.subject))


def _keys(policy: ReminderPolicy, user: User | None, moment: datetime) -> Iterator[Finding]:
    keys = (
        queries.keys_in_force()
        .filter(account_id=policy.account_id, user__is_enabled=True)
        .filter(_wanting(policy, moment))
        .defer("sealed_secret")
        .select_related("user")
    )
    for key in keys.filter(user=user) if user else keys:
        yield _of_key(key, policy, moment)


def _wanting(policy: ReminderPolicy, moment: datetime) -> Q:
    """Keys that something is to be said of; 0 days is never."""
    wanted = Q(pk__in=())
    if policy.key_age_days:
        wanted |= Q(created__lte=moment - timedelta(days=policy.key_age_days))
    if policy.unused_days:
        since = moment - timedelta(days=policy.unused_days)
        wanted |= Q(last_used__lte=since) | Q(last_used=None, created__lte=since)
    if policy.expiry_days:
        wanted |= Q(expires__lte=moment + timedelta(days=policy.expiry_days))
    return wanted


def _of_key(key: AccessKey, policy: ReminderPolicy, moment: datetime) -> Finding:
    """One thing of a key, the most pressing: that it ends, then that nobody needs it."""
    ends = key.expires if policy.expiry_days else None
    if ends and ends <= moment + timedelta(days=policy.expiry_days):
        return _about(Kind.EXPIRING_KEY, key, ends)
    idle_since = key.last_used or key.created
    if policy.unused_days and idle_since <= moment - timedelta(days=policy.unused_days):
        return _about(Kind.UNUSED_KEY, key, idle_since)
    return _about(Kind.OLD_KEY, key, key.created)


def _about(kind: Kind, key: AccessKey, moment: datetime) -> Finding:
    return Finding(
        kind=kind,
        user=key.user,
        subject=f"{key.key_id} {moment:%Y-%m-%dT%H:%M:%S}",
        moment=moment,
        access_key_id=key.key_id,
    )


def _passwords(policy: ReminderPolicy, user: User | None, moment: datetime) -> Iterator[Finding]:
    """Passwords that will have to be changed soon. Root's never has to be."""
    asked = PasswordPolicy.objects.filter(account_id=policy.account_id).first()
    if not (asked and asked.max_age_days and policy.password_days):
        return
    oldest = moment - timedelta(days=asked.max_age_days)
    profiles = LoginProfile.objects.filter(
        account_id=policy.account_id,
        user__is_enabled=True,
        user__is_root=False,
        password_changed__gt=oldest,
        password_changed__lte=oldest + timedelta(days=policy.password_days),
    ).select_related("user")
    for profile in profiles.filter(user=user) if user else profiles:
        yield Finding(
            kind=Kind.EXPIRING_PASSWORD,
            user=profile.user,
            subject=f"{profile.user.user_id} {profile.password_changed:%Y-%m-%dT%H:%M:%S}",
            moment=profile.password_changed + timedelta(days=asked.max_age_days),
        )


def _reminded(policy: ReminderPolicy, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with how often each was reminded of."""
    reminders = Reminder.objects.filter(account_id=policy.account_id)
    told = reminders.values("kind", "subject").annotate(times=Max("number"), last=Max("time"))
    known = {(row["kind"], row["subject"]): row for row in told}
    for one in found:
        row = known.get((one.kind, one.subject))
        yield replace(one, count=row["times"], last=row["last"]) if row else one
