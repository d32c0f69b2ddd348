"""Mail and reminders in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from accounts import mails
from accounts.models import Reminder, ReminderPolicy

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {
    "is_on": True,
    "key_age_days": 90,
    "unused_days": 90,
    "expiry_days": 14,
    "password_days": 14,
    "repeat_days": 7,
    "escalate_after": 3,
    "exempt_tag": "no-reminders",
    "address_tag": "email",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """A mail that waits, and a reminder of dave's key."""
    account, dave = world.account, world.dave
    ReminderPolicy.objects.get_or_create(account=account, defaults={"exempt_tag": text})
    Reminder.objects.create(
        account=account,
        user=dave,
        kind=Reminder.Kind.OLD_KEY,
        subject=world.key.key_id,
        number=1,
        time=now(),
    )
    mails.post(
        account.id,
        "root@example.example",
        "recovery",
        event=f"recovery:{text}",
        facts={"minutes": 30, "source_ip": text},
        secrets={"address": text},
    )
    return VALUES


def calls(world: World) -> dict[str, dict[str, Any]]:
    return {}
