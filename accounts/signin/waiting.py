"""Who guessed too often and has to wait: told by the trail's failures, asked of their counters.

Counters tell nobody whom they are of, so that they can only be asked about those who are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import now

from accounts.models import Event, User
from accounts.shapes.checks import LockoutShape
from accounts.signin import mfa, passwords, throttle

_MOST_READ = 5_000
_A_DAY = timedelta(days=1)


def locked_out(account_id: str) -> tuple[LockoutShape, ...]:
    """Who has to wait now: users in the order of their ARNs, then addresses."""
    users, addresses = _failing(account_id)
    subjects = {subject: user.arn for user in users for subject in _subjects_of(user)}
    waits = throttle.waits((*subjects, *(("address", one) for one in addresses)))
    ends: dict[tuple[str, str], datetime] = {}
    for subject, end in waits.items():
        who = (subjects.get(subject, ""), "" if subject in subjects else subject[1])
        ends[who] = max(end, ends.get(who, end))
    found = (LockoutShape(user_arn=arn, source_ip=ip, until=end) for (arn, ip), end in ends.items())
    return tuple(sorted(found, key=lambda one: (not one.user_arn, one.user_arn, one.source_ip)))


def _failing(account_id: str) -> tuple[list[User], set[str]]:
    """Whose sign-ins failed in the last day, and from where; root is always asked about."""
    failed = Event.objects.filter(account_id=account_id, action="signin:ConsoleLogin")
    failed = failed.filter(time__gte=now() - _A_DAY).exclude(error="").order_by("-time", "-id")
    rows = list(failed.values_list("caller_id", "source_ip")[:_MOST_READ])
    ids = {caller_id for caller_id, _ in rows} - {""}
    users = User.objects.filter(Q(user_id__in=ids) | Q(is_root=True), account_id=account_id)
    return list(users), {ip for _, ip in rows} - {""}


def _subjects_of(user: User) -> Iterator[throttle.Subject]:
    """Under what tries to be this user are counted in browsers that nobody knows."""
    yield passwords.subject_of(user)
    yield mfa.subject_of(user)
