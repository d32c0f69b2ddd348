"""What identity operations give back: plain values, in IAM's names and order."""

from accounts.shapes.account import (
    AccountAliasesResult,
    AccountSettingsResult,
    AccountSummaryResult,
    EventShape,
    EventsResult,
    RecommendationsResult,
)
from accounts.shapes.common import PermissionsBoundaryShape, TagsResult, tags_of
from accounts.shapes.credentials import (
    AccessKeyLastUsedResult,
    AccessKeyLastUsedShape,
    AccessKeyMetadataShape,
    AccessKeyResult,
    AccessKeyShape,
    AccessKeysResult,
    LoginProfileResult,
    LoginProfileShape,
)
from accounts.shapes.groups import (
    GroupMembersResult,
    GroupResult,
    GroupRowShape,
    GroupRowsResult,
    GroupShape,
    GroupsResult,
)
from accounts.shapes.sts import CallerIdentityResult
from accounts.shapes.users import UserResult, UserRowShape, UserRowsResult, UserShape, UsersResult

__all__ = [
    "AccessKeyLastUsedResult",
    "AccessKeyLastUsedShape",
    "AccessKeyMetadataShape",
    "AccessKeyResult",
    "AccessKeyShape",
    "AccessKeysResult",
    "AccountAliasesResult",
    "AccountSettingsResult",
    "AccountSummaryResult",
    "CallerIdentityResult",
    "EventShape",
    "EventsResult",
    "GroupMembersResult",
    "GroupResult",
    "GroupRowShape",
    "GroupRowsResult",
    "GroupShape",
    "GroupsResult",
    "LoginProfileResult",
    "LoginProfileShape",
    "PermissionsBoundaryShape",
    "RecommendationsResult",
    "TagsResult",
    "UserResult",
    "UserRowShape",
    "UserRowsResult",
    "UserShape",
    "UsersResult",
    "tags_of",
]
