"""Browsers' sessions, roles taken on there, and links to set up a factor, in the contract tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from accounts.models import ConsoleSession, EnrolmentLink, KnownNetwork, RecentRole

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {"session_id": "0" * 32, "keeps_current": True}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """Dave is signed in with a browser, took on a role there, and has a link to set up a factor."""
    dave, moment = world.dave, now()
    own = {"account": world.account, "user": dave}
    session_id = f"{dave.pk:032x}"
    ConsoleSession.objects.create(
        digest=session_id,
        public_id=session_id,
        created=moment,
        last_seen=moment,
        expires=moment + timedelta(hours=1),
        user_agent=text,
        **own,
    )
    role_arn = f"arn:aws:iam::{world.account.id}:role/taken-{dave.name}"
    RecentRole.objects.create(role_arn=role_arn, label=text, colour="blue", used=moment, **own)
    KnownNetwork.objects.create(network="192.0.2.0/24", last_used=moment, **own)
    EnrolmentLink.objects.create(
        digest=f"{world.account.id} {dave.user_id}",
        created=moment,
        expires=moment + timedelta(hours=1),
        **own,
    )
    return VALUES | {"session_id": session_id}


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    return {}
