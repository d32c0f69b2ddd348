"""What the overview is silent about, in the contract tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from accounts.models import CheckSnooze

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {
    "check_name": "old_keys",
    "reason": "until the move is over",
    "policy_trait": "PassesAnyRole",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """A check that is snoozed."""
    CheckSnooze.objects.get_or_create(
        account=world.account,
        check_name="old_keys",
        defaults={
            "until": now() + timedelta(days=30),
            "reason": text,
            "snoozed_by": world.dave.arn,
            "snoozed_by_id": world.dave.user_id,
        },
    )
    return VALUES


def calls(world: World) -> dict[str, dict[str, Any]]:
    return {"SnoozeAccountCheck": {"until": (now() + timedelta(days=7)).isoformat()}}
