"""Certificates, SSH keys and service-specific credentials in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """Make one of each, with `text` wherever text can stand; values of parameters that name it."""
    return {}


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    return {}
