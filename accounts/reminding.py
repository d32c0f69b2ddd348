"""Reminders of credentials that want attention: to their owners, and to whoever runs the account.

An account is looked at once an hour, by whoever's UPDATE moves on when it was looked at. That
somebody is reminded, and the mail about it, are written down together or not at all, each under a
key of its own: no event is told of twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import now

from accounts import mails, queries
from accounts.ageing import Finding, findings
from accounts.models import Account, Reminder, ReminderPolicy
from iamconsole.http import public_address

JOB = "accounts.remind"
KEPT = timedelta(days=400)
_PAUSE = timedelta(hours=1)
_MOST_TOLD = 100

log = logging.getLogger(__name__)


def due() -> QuerySet[Account]:
    """Accounts that nobody has looked at within the hour."""
    never = Q(reminders=None) | Q(reminders__checked=None)
    waiting = never | Q(reminders__checked__lte=now() - _PAUSE)
    return Account.objects.filter(waiting).exclude(reminders__is_on=False)


def remind_due() -> int:
    """Remind whoever is to be reminded, in every account; of how much. One hinders no other."""
    reminded, failures = 0, 0
    for account_id in list(due().values_list("pk", flat=True)):
        try:
            reminded += _look_at(account_id)
        except Exception:
            log.exception("nobody of account %s could be reminded", account_id)
            failures += 1
    if failures:
        raise RuntimeError(f"{failures} accounts could not be looked at")
    return reminded


def old() -> QuerySet[Reminder]:
    return Reminder.objects.filter(time__lt=now() - KEPT)


def _look_at(account_id: str) -> int:
    policy, _new = ReminderPolicy.objects.get_or_create(account_id=account_id)
    same = ReminderPolicy.objects.filter(pk=policy.pk, checked=policy.checked)
    return remind(policy) if same.update(checked=now()) else 0


@transaction.atomic
def remind(policy: ReminderPolicy) -> int:
    """Write down what is due in an account, and leave the mail about it."""
    moment = now()
    again = moment - timedelta(days=policy.repeat_days)
    wanted = [one for one in findings(policy) if one.last is None or one.last <= again]
    Reminder.objects.bulk_create(
        Reminder(
            account_id=policy.account_id,
            user=one.user,
            kind=one.kind,
            subject=one.subject,
            number=one.count + 1,
            time=moment,
        )
        for one in wanted
    )
    unreached = [*_mail_to_owners(policy, wanted)]
    if unreached:
        _mail_to_contact(policy, unreached)
    return len(wanted)


def _mail_to_owners(policy: ReminderPolicy, found: Iterable[Finding]) -> Iterable[Finding]:
    """One mail a user; gives back what has to be told to the account's contact, too."""
    by_user: dict[int, list[Finding]] = defaultdict(list)
    for one in found:
        by_user[one.user.pk].append(one)
    for its in by_user.values():
        user = its[0].user
        address = mails.address_of(user, policy.address_tag)
        if address:
            facts = _facts(its) | {"name": str(user), "address": _own_page()}
            _post(policy, address, "reminder", its, facts)
        for one in its:
            if not user.is_root and (not address or one.count >= policy.escalate_after):
                yield one


def _mail_to_contact(policy: ReminderPolicy, found: Sequence[Finding]) -> None:
    root = queries.root_of(policy.account_id)
    report = public_address(reverse("console-credential-report"))
    _post(policy, root.email, "digest", found, _facts(found) | {"address": report})


def _post(
    policy: ReminderPolicy, to: str, kind: str, found: Sequence[Finding], facts: dict[str, Any]
) -> None:
    first = found[0]
    event = f"{kind}: {first.kind} {first.subject} {first.count + 1}"
    mails.post(policy.account_id, to, kind, event=event, facts=facts)


def _own_page() -> str:
    return public_address(reverse("console-me-credentials"))


def _facts(found: Sequence[Finding]) -> dict[str, Any]:
    return {
        "items": [_item(one) for one in found[:_MOST_TOLD]],
        "more": max(0, len(found) - _MOST_TOLD),
        "count": len(found),
    }


def _item(one: Finding) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "user": str(one.user),
        "key": one.access_key_id,
        "days": abs(now() - one.moment).days,
        "date": f"{one.moment:%d %b %Y}".lstrip("0"),
        "number": one.count + 1,
    }
