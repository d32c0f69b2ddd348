"""What identity operations give back: plain values, in IAM's names and order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import AccessKey, Account, Event, Group, LoginProfile, User
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
    def of(cls, user: User) -> PermissionsBoundaryShape | None:
        boundary = getattr(user, "boundary", None)
        if boundary is None:
            return None
        return cls(
            permissions_boundary_type="PermissionsBoundaryPolicy",
            permissions_boundary_arn=boundary.policy.arn,
        )


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
class UserRowShape:
    """A user as a table shows it: with what matters for cleaning up."""

    user: UserShape
    is_enabled: bool
    group_count: int
    password_changed: datetime | None
    key_count: int
    oldest_active_key: datetime | None
    last_active: datetime | None


@dataclass(frozen=True, kw_only=True)
class UserRowsResult:
    """A numbered page of users, and how many match; `is_more` past what is counted."""

    rows: tuple[UserRowShape, ...]
    count: int
    is_more: bool


@dataclass(frozen=True, kw_only=True)
class TagsResult:
    """A page of tags."""

    tags: tuple[Tag, ...]
    is_truncated: bool = False
    marker: str | None = None


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


@dataclass(frozen=True, kw_only=True)
class LoginProfileShape:
    """Whether and since when a user may sign in to the console."""

    user_name: str
    create_date: datetime
    password_reset_required: bool

    @classmethod
    def of(cls, profile: LoginProfile) -> LoginProfileShape:
        return cls(
            user_name=profile.user.name,
            create_date=profile.created,
            password_reset_required=profile.is_reset_required,
        )


@dataclass(frozen=True, kw_only=True)
class LoginProfileResult:
    """`login_profile` is the member name IAM wraps one in."""

    login_profile: LoginProfileShape


@dataclass(frozen=True, kw_only=True)
class AccessKeyShape:
    """A new access key, with the secret that is shown this once."""

    user_name: str
    access_key_id: str
    status: str
    secret_access_key: str = field(repr=False)
    create_date: datetime


@dataclass(frozen=True, kw_only=True)
class AccessKeyResult:
    """`access_key` is the member name IAM wraps a new key in."""

    access_key: AccessKeyShape


@dataclass(frozen=True, kw_only=True)
class AccessKeyMetadataShape:
    """An access key without its secret."""

    user_name: str
    access_key_id: str
    status: str
    create_date: datetime

    @classmethod
    def of(cls, key: AccessKey) -> AccessKeyMetadataShape:
        return cls(
            user_name=key.user.name,
            access_key_id=key.key_id,
            status=key.status,
            create_date=key.created,
        )


@dataclass(frozen=True, kw_only=True)
class AccessKeysResult:
    """A page of access keys."""

    access_key_metadata: tuple[AccessKeyMetadataShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccessKeyLastUsedShape:
    """When and for what a key was last used; `N/A` where it never was."""

    last_used_date: datetime | None
    service_name: str
    region: str


@dataclass(frozen=True, kw_only=True)
class AccessKeyLastUsedResult:
    """A key's owner and last use."""

    user_name: str
    access_key_last_used: AccessKeyLastUsedShape


@dataclass(frozen=True, kw_only=True)
class AccountAliasesResult:
    """The account's alias, as a list of at most one."""

    account_aliases: tuple[str, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountSettingsResult:
    """The account itself: its number, name and switches."""

    account_id: str
    account_alias: str | None
    create_date: datetime
    is_billing_open: bool
    is_demo: bool

    @classmethod
    def of(cls, account: Account) -> AccountSettingsResult:
        return cls(
            account_id=account.id,
            account_alias=account.alias,
            create_date=account.created,
            is_billing_open=account.is_billing_open,
            is_demo=account.is_demo,
        )


@dataclass(frozen=True, kw_only=True)
class RecommendationsResult:
    """What a safe account has, and whether this one does."""

    root_has_no_access_keys: bool
    administrator_exists: bool
    groups_are_used: bool
    alias_is_set: bool


@dataclass(frozen=True, kw_only=True)
class EventShape:
    """One call, as it ended; `error_code` is empty for one that went through."""

    event_id: str
    event_time: datetime
    request_id: str
    face: str
    source_ip: str
    user_agent: str
    caller_arn: str
    access_key_id: str
    action: str
    is_read: bool
    target_arn: str
    request_parameters: Mapping[str, object]
    error_code: str
    error_message: str

    @classmethod
    def of(cls, event: Event) -> EventShape:
        return cls(
            event_id=str(event.event_id),
            event_time=event.time,
            request_id=event.request_id,
            face=event.face,
            source_ip=event.source_ip,
            user_agent=event.user_agent,
            caller_arn=event.caller_arn,
            access_key_id=event.access_key_id,
            action=event.action,
            is_read=event.is_read,
            target_arn=event.target_arn,
            request_parameters=event.params,
            error_code=event.error,
            error_message=event.message,
        )


@dataclass(frozen=True, kw_only=True)
class EventsResult:
    """A numbered page of events, the newest first; `is_more` past what is counted."""

    events: tuple[EventShape, ...]
    count: int
    is_more: bool


@dataclass(frozen=True, kw_only=True)
class AccountSummaryResult:
    """Counts and quotas of the account."""

    summary_map: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class CallerIdentityResult:
    """Who the caller is, as the directory sees it."""

    user_id: str
    account: str
    arn: str
