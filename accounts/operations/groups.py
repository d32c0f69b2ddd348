from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.timezone import now

from accounts import queries, rules, targets
from accounts.models import Group, GroupMembership, User
from accounts.names import (
    ExistingUserName,
    GroupName,
    Marker,
    MaxItems,
    PageNumber,
    PageSize,
    Path,
    PathPrefix,
    SearchText,
    Sorting,
)
from accounts.shapes import (
    GroupMembersResult,
    GroupResult,
    GroupRowShape,
    GroupRowsResult,
    GroupShape,
    GroupsResult,
    UserShape,
)
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, LimitExceeded
from iamconsole.gate import operation
from iamconsole.paging import numbered_page, page
from policies.models import Attachment, InlinePolicy


@operation(on=targets.new_group, is_decisive=False)
def create_group(call: Call[None], *, path: Path = "/", group_name: GroupName) -> GroupResult:
    """Make a group without members and policies."""
    group = Group(account_id=call.account_id, name=group_name, path=path, created=now())
    clash = EntityAlreadyExists(f"Group with name {group_name} already exists.")
    with rules.refusing_a_clash(clash):
        group.save(force_insert=True)
    return GroupResult(group=GroupShape.of(group))


@operation(on=targets.group)
def get_group(
    call: Call[Group],
    *,
    group_name: GroupName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> GroupMembersResult:
    """Tell what is known about a group, and who is in it."""
    members = queries.users(call.account_id).filter(memberships__group=call.target)
    found = page(call, members.select_related("login_profile"), by=["name__namekey"])
    return GroupMembersResult(
        group=GroupShape.of(call.target),
        users=tuple(UserShape.brief(user) for user in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.groups_under)
def list_groups(
    call: Call[None],
    *,
    path_prefix: PathPrefix = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> GroupsResult:
    """List the groups under a path, in name order."""
    groups = queries.under(queries.groups(call.account_id), path_prefix)
    found = page(call, groups, by=["name__namekey"])
    return GroupsResult(
        groups=tuple(GroupShape.of(group) for group in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.groups_under, service="iamconsole", action="iam:ListGroups")
def search_groups(
    call: Call[None],
    *,
    search: SearchText = "",
    sort: Sorting = "name",
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> GroupRowsResult:
    """Find groups by name, path or identifier, with their numbers of members and policies."""
    groups = queries.ordered(queries.matching_groups(call.account_id, search), sort, search)
    found = numbered_page(groups, page_number, page_size)
    members, attached, inline = (
        _counted(rows, found.rows)
        for rows in (GroupMembership.objects, Attachment.objects, InlinePolicy.objects)
    )
    return GroupRowsResult(
        rows=tuple(
            GroupRowShape(
                group=GroupShape.of(group),
                member_count=members.get(group.pk, 0),
                policy_count=attached.get(group.pk, 0) + inline.get(group.pk, 0),
            )
            for group in found.rows
        ),
        count=found.count,
        is_more=found.is_more,
    )


@operation(on=targets.user)
def list_groups_for_user(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> GroupsResult:
    """List the groups a user is in."""
    groups = Group.objects.filter(memberships__user=call.target)
    found = page(call, groups, by=["name__namekey"])
    return GroupsResult(
        groups=tuple(GroupShape.of(group) for group in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.group_to_rename, is_decisive=False)
def update_group(
    call: Call[Group],
    *,
    group_name: GroupName,
    new_path: Path | None = None,
    new_group_name: GroupName | None = None,
) -> None:
    """Rename or move a group. Its members keep what it gives them."""
    group = rules.locked(call.target)
    group.path = new_path or group.path
    group.name = new_group_name or group.name
    with rules.refusing_a_clash(
        EntityAlreadyExists(f"Group with name {new_group_name} already exists.")
    ):
        group.save(update_fields=["path", "name"])


@operation(on=targets.group)
def delete_group(call: Call[Group], *, group_name: GroupName) -> None:
    """Delete a group that has no members and no policies."""
    rules.delete(call.target)


@operation(on=targets.membership)
def add_user_to_group(
    call: Call[GroupMembership], *, group_name: GroupName, user_name: ExistingUserName
) -> None:
    """Put a user into a group. Once is enough: a member stays one."""
    group, user = rules.locked(call.target.group), rules.locked(call.target.user)
    memberships = user.memberships
    if memberships.filter(group=group).exists():
        return
    if memberships.count() >= rules.MAX_GROUPS_A_USER:
        raise LimitExceeded(f"Cannot exceed quota for GroupsPerUser: {rules.MAX_GROUPS_A_USER}")
    GroupMembership.objects.create(
        account_id=call.account_id, group=group, user=user, created=now()
    )


@operation(on=targets.membership)
def remove_user_from_group(
    call: Call[GroupMembership], *, group_name: GroupName, user_name: ExistingUserName
) -> None:
    """Take a user out of a group. One who is not in it stays out."""
    place = call.target
    GroupMembership.objects.filter(group=place.group, user=place.user).delete()


def _counted(rows: Any, groups: list[Group]) -> dict[int, int]:
    """How many of `rows` each group has: one query for a whole page."""
    held = rows.filter(group__in=groups)
    return dict(held.values_list("group").annotate(Count("pk")).order_by())
