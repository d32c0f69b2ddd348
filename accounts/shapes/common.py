"""Shapes that identities of every kind share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Role, User
from accounts.names import Tag


def tags_of(tags: Mapping[str, str]) -> tuple[Tag, ...]:
    """Tags in the order of their keys, as AWS lists them and whatever order a database keeps."""
    return tuple(Tag(key, value) for key, value in sorted(tags.items()))


@dataclass(frozen=True, kw_only=True)
class PermissionsBoundaryShape:
    """The policy that bounds an identity."""

    permissions_boundary_type: str
    permissions_boundary_arn: str

    @classmethod
    def of(cls, holder: User | Role) -> PermissionsBoundaryShape | None:
        boundary = getattr(holder, "boundary", None)
        if boundary is None:
            return None
        return cls(
            permissions_boundary_type="PermissionsBoundaryPolicy",
            permissions_boundary_arn=boundary.policy.arn,
        )


@dataclass(frozen=True, kw_only=True)
class TagsResult:
    """A page of tags."""

    tags: tuple[Tag, ...]
    is_truncated: bool = False
    marker: str | None = None
