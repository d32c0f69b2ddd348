"""What conditions may ask of the boundary of whoever is acted on."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import Role, User


def bounds_of(row: User | Role) -> Mapping[str, str]:
    """The boundary an identity has, so that delegates can be kept to those that are bounded."""
    is_root = isinstance(row, User) and row.is_root
    boundary = None if is_root else getattr(row, "boundary", None)
    return {"iam:PermissionsBoundary": boundary.policy.arn} if boundary else {}
