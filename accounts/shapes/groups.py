"""What operations on groups give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Group
from accounts.shapes.users import UserShape


@dataclass(frozen=True, kw_only=True)
class GroupShape:
    """A group, without its members."""

    path: str
    group_name: str
    group_id: str
    arn: str
    create_date: datetime

    @classmethod
    def of(cls, group: Group) -> GroupShape:
        return cls(
            path=group.path,
            group_name=group.name,
            group_id=group.group_id,
            arn=group.arn,
            create_date=group.created,
        )


@dataclass(frozen=True, kw_only=True)
class GroupRowShape:
    """A group as a table shows it."""

    group: GroupShape
    member_count: int
    policy_count: int


@dataclass(frozen=True, kw_only=True)
class GroupRowsResult:
    """A numbered page of groups, and how many match; `is_more` past what is counted."""

    rows: tuple[GroupRowShape, ...]
    count: int
    is_more: bool


@dataclass(frozen=True, kw_only=True)
class GroupResult:
    """`group` is the member name IAM wraps a single group in."""

    group: GroupShape


@dataclass(frozen=True, kw_only=True)
class GroupMembersResult:
    """A group and a page of its members."""

    group: GroupShape
    users: tuple[UserShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class GroupsResult:
    """A page of groups."""

    groups: tuple[GroupShape, ...]
    is_truncated: bool = False
    marker: str | None = None
