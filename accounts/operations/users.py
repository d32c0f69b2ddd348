from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.timezone import now

from accounts import queries, rules, tagging, targets
from accounts.models import AccessKey, ConsoleSession, GroupMembership, MFADevice, User
from accounts.names import (
    DISPLAY_NAME_TAG,
    EMAIL_TAG,
    AgeInDays,
    Arn,
    ExistingUserName,
    HeldTrait,
    Marker,
    MaxItems,
    PageNumber,
    PageSize,
    PasswordPresence,
    Path,
    PathPrefix,
    Presence,
    SearchedGroup,
    SearchedPath,
    SearchedPolicy,
    SearchedTag,
    SearchText,
    Sorting,
    TagKeys,
    Tags,
    UserName,
    UserStatus,
    tagged,
)
from accounts.narrowing import UserFilters, narrowed
from accounts.shapes import (
    KeyBriefShape,
    PermissionsBoundaryShape,
    TagsResult,
    UserResult,
    UserRowShape,
    UserRowsResult,
    UserShape,
    UsersResult,
)
from iamconsole.caller import Call, Found
from iamconsole.errors import EntityAlreadyExists
from iamconsole.gate import operation
from iamconsole.paging import numbered_page, page
from iamconsole.prepared import insert
from policies import authorizer
from policies.models import Attachment, InlinePolicy
from policies.rules import set_boundary


@operation(
    on=targets.new_user,
    context={"iam:PermissionsBoundary": "permissions_boundary"},
    is_decisive=False,
)
def create_user(
    call: Call[None],
    *,
    path: Path = "/",
    user_name: UserName,
    permissions_boundary: Arn | None = None,
    tags: Tags = (),
) -> UserResult:
    """Make a user with no permissions and no credentials."""
    user = User(
        account_id=call.account_id,
        name=user_name,
        path=path,
        created=now(),
        tags=rules.merged_tags({}, tags),
    )
    clash = EntityAlreadyExists(f"User with name {user_name} already exists.")
    with rules.refusing_a_clash(clash):
        insert(user)
    for relation in (User.login_profile, User.boundary):
        relation.related.set_cached_value(user, None)  # what is new has neither, unasked
    if permissions_boundary is not None:
        set_boundary(user, permissions_boundary)
    return UserResult(user=UserShape.whole(user))


@operation(on=targets.user_or_caller)
def get_user(call: Call[User], *, user_name: ExistingUserName | None = None) -> UserResult:
    """Tell what is known about a user, or about the caller."""
    return UserResult(user=UserShape.whole(call.target))


@operation(on=targets.users_under)
def list_users(
    call: Call[None],
    *,
    path_prefix: PathPrefix = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> UsersResult:
    """List the users under a path, in name order."""
    users = queries.under(queries.users(call.account_id), path_prefix)
    told = users.select_related("login_profile").only(*UserShape.BRIEF_COLUMNS)
    found = page(call, told, by=["name__namekey"])
    return UsersResult(
        users=tuple(UserShape.brief(user) for user in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.users_searched, service="iamconsole", action="iam:ListUsers")
def search_users(
    call: Call[None],
    *,
    search: SearchText = "",
    status: UserStatus | None = None,
    mfa: Presence | None = None,
    password: PasswordPresence | None = None,
    password_older_than: AgeInDays | None = None,
    password_unused_for: AgeInDays | None = None,
    key: Presence | None = None,
    key_older_than: AgeInDays | None = None,
    key_unused_for: AgeInDays | None = None,
    group_name: SearchedGroup = "",
    policy_arn: SearchedPolicy = "",
    has_policies: Presence | None = None,
    boundary: SearchedPolicy = "",
    path_prefix: SearchedPath = "",
    tag: SearchedTag = "",
    policy_trait: HeldTrait | None = None,
    sort: Sorting = "name",
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> UserRowsResult:
    """Find users by name, path, identifier or e-mail address, and by their credentials.

    Ages are in days: a password or an active key is unused from when it was made or last used on.
    `boundary` is `any`, `none` or a policy's ARN, `tag` a key or `key=value`. `policy_trait` is
    what one of their policies does, their own or a group's, unless others take it back.
    """
    users = narrowed(_matching(call, search), call.account_id, UserFilters.of(call.params))
    keys = Prefetch("access_keys", AccessKey.objects.defer("sealed_secret").order_by("created"))
    whole = queries.ordered(users, sort, search).select_related("login_profile", "boundary__policy")
    found = numbered_page(whole.prefetch_related(keys), page_number, page_size)
    counts = _counts(found.rows)
    rows = tuple(_row(call, user, counts[user.pk]) for user in found.rows)
    return UserRowsResult(rows=rows, count=found.count, is_more=found.is_more)


@operation(on=targets.user_to_rename)
def update_user(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    new_path: Path | None = None,
    new_user_name: UserName | None = None,
) -> None:
    """Rename or move a user. What it may do stays, since grants bind to its id."""
    user = rules.locked(call.target)
    user.path = new_path or user.path
    user.name = new_user_name or user.name
    with rules.refusing_a_clash(
        EntityAlreadyExists(f"User with name {new_user_name} already exists.")
    ):
        user.save(update_fields=["path", "name"])


@operation(on=targets.user, service="iamconsole", is_grave=True)
def disable_user(call: Call[User], *, user_name: ExistingUserName) -> None:
    """Disable a user: everything is refused and nothing is lost until it is enabled again."""
    User.objects.filter(pk=call.target.pk).update(is_enabled=False)
    ConsoleSession.objects.filter(user=call.target).delete()


@operation(on=targets.user, service="iamconsole", is_grave=True)
def enable_user(call: Call[User], *, user_name: ExistingUserName) -> None:
    """Let a suspended user act again."""
    User.objects.filter(pk=call.target.pk).update(is_enabled=True)


@operation(on=targets.user, is_grave=True)
def delete_user(call: Call[User], *, user_name: ExistingUserName) -> None:
    """Delete a user that owns nothing any more."""
    rules.delete(call.target)


@operation(on=targets.user)
def tag_user(call: Call[User], *, user_name: ExistingUserName, tags: Tags) -> None:
    """Add tags to a user, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.user)
def untag_user(call: Call[User], *, user_name: ExistingUserName, tag_keys: TagKeys) -> None:
    """Remove tags from a user. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.user)
def list_user_tags(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List a user's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _counts(users: list[User]) -> dict[int, dict[str, int]]:
    """How many groups, devices and policies each user has: one query for a whole page."""

    def count_of(rows: QuerySet[Any]) -> Subquery:
        of_user = rows.filter(user=OuterRef("pk")).order_by().values("user")
        return Subquery(of_user.annotate(count=Count("pk")).values("count"))

    counted = User.objects.filter(pk__in=[user.pk for user in users]).annotate(
        groups=count_of(GroupMembership.objects.all()),
        devices=count_of(MFADevice.objects.all()),
        attached=count_of(Attachment.objects.all()),
        inline=count_of(InlinePolicy.objects.all()),
    )
    names = ("groups", "devices", "attached", "inline")
    return {
        pk: {name: count or 0 for name, count in zip(names, row, strict=True)}
        for pk, *row in counted.values_list("pk", *names)
    }


def _matching(call: Call[None], search: str) -> QuerySet[User]:
    """Those that a text names. By its address a user is found by who may see everybody's."""
    found = queries.matching_users(call.account_id, search)
    everybody: Found[None] = Found(arn=f"arn:aws:iam::{call.account_id}:user/*", row=None)
    if "@" in search and _may_on(call, "iam:ListUserTags", everybody):
        found |= queries.users_reached_at(call.account_id, search)
    return found


def _may(call: Call[None], action: str, user: User) -> bool:
    """Whether the caller may see more of a user than every list tells."""
    return _may_on(call, action, Found(arn=user.arn, row=user, tags=user.tags))


def _may_on(call: Call[None], action: str, found: Found[Any]) -> bool:
    asked = call.at(action=action, found=found, context={})
    return authorizer.decision_on(asked, found.arn).allowed


def _contact(call: Call[None], user: User) -> dict[str, str]:
    told = {"display_name": DISPLAY_NAME_TAG, "email": EMAIL_TAG}
    held = {name: tagged(user.tags, key) for name, key in told.items()}
    return held if any(held.values()) and _may(call, "iam:ListUserTags", user) else {}


def _row(call: Call[None], user: User, counts: Mapping[str, int]) -> UserRowShape:
    profile = getattr(user, "login_profile", None)
    keys = list(user.access_keys.all())
    used = [key.last_used for key in keys if key.last_used]
    if profile and profile.password_last_used:
        used.append(profile.password_last_used)
    return UserRowShape(
        user=UserShape.brief(user),
        is_enabled=user.is_enabled,
        group_count=counts["groups"],
        password_changed=profile.password_changed if profile else None,
        key_count=len(keys),
        oldest_active_key=min((key.created for key in keys if key.is_active), default=None),
        last_active=max(used, default=None),
        mfa_count=counts["devices"],
        policy_count=counts["attached"] + counts["inline"],
        permissions_boundary=PermissionsBoundaryShape.of(user)
        if hasattr(user, "boundary") and _may(call, "iam:GetUser", user)
        else None,
        keys=tuple(map(KeyBriefShape.of, keys))
        if keys and _may(call, "iam:ListAccessKeys", user)
        else (),
        **_contact(call, user),
    )
