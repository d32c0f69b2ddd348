"""The password policy and changed passwords, from beginning to end, as boto3 asks."""

from __future__ import annotations

from typing import Any


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
