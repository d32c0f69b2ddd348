"""What operations on users give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import AccessKey, User
from accounts.names import Tag
from accounts.shapes.common import PermissionsBoundaryShape, tags_of


@dataclass(frozen=True, kw_only=True)
class UserShape:
    """A user as lists show it: without tags and boundary, which only GetUser tells."""

    path: str
    user_name: str | None
    user_id: str
    arn: str
    create_date: datetime
    password_last_used: datetime | None = None
    permissions_boundary: PermissionsBoundaryShape | None = None
    tags: tuple[Tag, ...] | None = None

    BRIEF_COLUMNS = (
        "account",
        "is_root",
        "name",
        "path",
        "user_id",
        "created",
        "login_profile__password_last_used",
    )

    @classmethod
    def brief(cls, user: User) -> UserShape:
        profile = getattr(user, "login_profile", None)
        return cls(
            path=user.path,
            user_name=None if user.is_root else user.name,
            user_id=user.account_id if user.is_root else user.user_id,
            arn=user.arn,
            create_date=user.created,
            password_last_used=profile.password_last_used if profile else None,
        )

    @classmethod
    def whole(cls, user: User) -> UserShape:
        brief = cls.brief(user)
        return cls(
            **{name: getattr(brief, name) for name in _BRIEF},
            permissions_boundary=PermissionsBoundaryShape.of(user),
            tags=tags_of(user.tags) or None,
        )


_BRIEF = ("path", "user_name", "user_id", "arn", "create_date", "password_last_used")


@dataclass(frozen=True, kw_only=True)
class UserResult:
    """`user` is the member name IAM wraps a single user in."""

    user: UserShape


@dataclass(frozen=True, kw_only=True)
class UsersResult:
    """A page of users."""

    users: tuple[UserShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeyBriefShape:
    """An access key as a table of users shows it."""

    access_key_id: str
    status: str
    create_date: datetime
    last_used_date: datetime | None
    service_name: str

    @classmethod
    def of(cls, key: AccessKey) -> KeyBriefShape:
        return cls(
            access_key_id=key.key_id,
            status=key.status,
            create_date=key.created,
            last_used_date=key.last_used,
            service_name=key.last_used_service,
        )


@dataclass(frozen=True, kw_only=True)
class UserRowShape:
    """A user as a table shows it: with what matters for cleaning up.

    `display_name` and `email` are its tags of these names, for those who may list its tags.
    """

    user: UserShape
    is_enabled: bool
    group_count: int
    password_changed: datetime | None
    key_count: int
    oldest_active_key: datetime | None
    last_active: datetime | None
    mfa_count: int
    policy_count: int
    permissions_boundary: PermissionsBoundaryShape | None
    keys: tuple[KeyBriefShape, ...]
    display_name: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class UserRowsResult:
    """A numbered page of users, and how many match; `is_more` past what is counted."""

    rows: tuple[UserRowShape, ...]
    count: int
    is_more: bool
