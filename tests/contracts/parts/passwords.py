"""The password policy and passwords people change in the contract tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from accounts.models import FormerPassword, PasswordLink, PasswordPolicy
from tests import people

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {
    "minimum_password_length": 9,
    "require_symbols": True,
    "require_numbers": True,
    "require_uppercase_characters": True,
    "require_lowercase_characters": True,
    "allow_users_to_change_password": True,
    "max_password_age": 90,
    "password_reuse_prevention": 24,
    "hard_expiry": False,
    "old_password": people.PASSWORD,
    "new_password": "a long new password",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """A policy under which nobody may change a password unasked, and all that goes with one."""
    PasswordPolicy.objects.get_or_create(account=world.account)
    own = {"account": world.account, "user": world.dave, "created": now()}
    FormerPassword.objects.create(password_hash=f"unusable {text}", **own)
    PasswordLink.objects.create(
        digest=f"{world.account.id} {world.dave.user_id}",
        expires=now() + timedelta(hours=1),
        **own,
    )
    return VALUES


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    return {}
