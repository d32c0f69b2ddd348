from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from accounts import queries, rules, tagging, targets
from accounts.models import Role
from accounts.names import (
    AgeInDays,
    Arn,
    HeldTrait,
    Marker,
    MaxItems,
    PageNumber,
    PageSize,
    Path,
    PathPrefix,
    RoleDescription,
    RoleName,
    RoleSessionDuration,
    SearchText,
    Sorting,
    TagKeys,
    Tags,
    YesOrNo,
)
from accounts.shapes import (
    RoleResult,
    RoleRowShape,
    RoleRowsResult,
    RoleShape,
    RolesResult,
    TagsResult,
    UpdateRoleResult,
)
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists
from iamconsole.gate import operation
from iamconsole.paging import numbered_page, page
from policies import searching, trust
from policies.models import Attachment, InlinePolicy
from policies.names import PolicyDocument
from policies.rules import set_boundary, set_trust


@operation(
    on=targets.new_role,
    context={"iam:PermissionsBoundary": "permissions_boundary"},
    is_decisive=False,
    is_grave=True,
)
def create_role(
    call: Call[None],
    *,
    path: Path = "/",
    role_name: RoleName,
    assume_role_policy_document: PolicyDocument,
    description: RoleDescription = "",
    max_session_duration: RoleSessionDuration = 3600,
    permissions_boundary: Arn | None = None,
    tags: Tags = (),
) -> RoleResult:
    """Make a role without permissions, which those its trust policy names may take on."""
    role = Role(
        account_id=call.account_id,
        name=role_name,
        path=path,
        description=description,
        max_session_duration=max_session_duration,
        created=now(),
        tags=rules.merged_tags({}, tags),
    )
    set_trust(role, assume_role_policy_document)
    clash = EntityAlreadyExists(f"Role with name {role_name} already exists.")
    with rules.refusing_a_clash(clash):
        role.save(force_insert=True)
    if permissions_boundary is not None:
        set_boundary(role, permissions_boundary)
    return RoleResult(role=RoleShape.new(role, trust.shown_of(role)))


@operation(on=targets.role)
def get_role(call: Call[Role], *, role_name: RoleName) -> RoleResult:
    """Tell what is known about a role, with its trust policy."""
    return RoleResult(role=RoleShape.whole(call.target, trust.shown_of(call.target)))


@operation(on=targets.roles_under)
def list_roles(
    call: Call[None],
    *,
    path_prefix: PathPrefix = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> RolesResult:
    """List the roles under a path, in name order."""
    roles = queries.under(queries.roles(call.account_id), path_prefix)
    found = page(call, roles, by=["name__namekey"])
    documents = trust.shown(found.rows)
    return RolesResult(
        roles=tuple(RoleShape.listed(role, documents[role.role_id]) for role in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.roles_searched, service="iamconsole", action="iam:ListRoles")
def search_roles(
    call: Call[None],
    *,
    search: SearchText = "",
    trusts_anybody: YesOrNo = False,
    unused_for: AgeInDays | None = None,
    policy_trait: HeldTrait | None = None,
    sort: Sorting = "name",
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> RoleRowsResult:
    """Find roles by name, path or identifier, with whom they trust and when they were used.

    A role is unused, in days, from when it was last taken on, or made. `policy_trait` is what one
    of its policies does, unless others take it back.
    """
    found_by_text = queries.matching_roles(call.account_id, search)
    matching = _narrowed(call.account_id, found_by_text, call.params)
    roles = queries.ordered(matching, sort, search)
    found = numbered_page(roles, page_number, page_size)
    documents = trust.shown(found.rows)
    attached, inline = (
        _counted(rows, found.rows) for rows in (Attachment.objects, InlinePolicy.objects)
    )
    return RoleRowsResult(
        rows=tuple(
            RoleRowShape(
                role=RoleShape.listed(role, documents[role.role_id]),
                policy_count=attached.get(role.pk, 0) + inline.get(role.pk, 0),
                last_used=role.last_used,
            )
            for role in found.rows
        ),
        count=found.count,
        is_more=found.is_more,
    )


_MOST_READ = 2_000


def _narrowed(account_id: str, roles: QuerySet[Role], params: Mapping[str, Any]) -> QuerySet[Role]:
    if params["unused_for"]:
        then = now() - timedelta(days=params["unused_for"])
        roles = roles.alias(seen=Coalesce(F("last_used"), F("created"))).filter(seen__lt=then)
    if params["policy_trait"]:
        roles = roles.filter(searching.roles_holding(account_id, params["policy_trait"]))
    if params["trusts_anybody"]:
        starred = roles.filter(trust_policy__contains='"*"').order_by("pk")[:_MOST_READ]
        read = starred.values_list("pk", "trust_policy")
        roles = roles.filter(pk__in=[pk for pk, text in read if trust.lets_anybody_in(text)])
    return roles


@operation(on=targets.role, is_decisive=False)
def update_role(
    call: Call[Role],
    *,
    role_name: RoleName,
    description: RoleDescription | None = None,
    max_session_duration: RoleSessionDuration | None = None,
) -> UpdateRoleResult:
    """Change what a role is said to be for, or how long its sessions may last.

    What is left out stays. Of a service's role only the description can be changed.
    """
    role = rules.locked(call.target)
    if role.is_service_linked and max_session_duration is not None:
        raise rules.protected(role)
    if description is not None:
        role.description = description
    role.max_session_duration = max_session_duration or role.max_session_duration
    role.save(update_fields=["description", "max_session_duration"])
    return UpdateRoleResult()


@operation(on=targets.role, is_decisive=False)
def update_role_description(
    call: Call[Role], *, role_name: RoleName, description: RoleDescription
) -> RoleResult:
    """Change what a role is said to be for."""
    role = rules.locked(call.target)
    role.description = description
    role.save(update_fields=["description"])
    return RoleResult(role=RoleShape.listed(role, trust.shown_of(role)))


@operation(on=targets.own_role, is_grave=True)
def update_assume_role_policy(
    call: Call[Role], *, role_name: RoleName, policy_document: PolicyDocument
) -> None:
    """Write a role's trust policy anew. Sessions that there are go on."""
    role = rules.locked(call.target)
    set_trust(role, policy_document)
    role.save(update_fields=["trust_policy", "trusted"])


@operation(on=targets.own_role, is_grave=True)
def delete_role(call: Call[Role], *, role_name: RoleName) -> None:
    """Delete a role that has no policies and is in no instance profile. Its sessions end."""
    rules.delete(call.target)


@operation(on=targets.role)
def tag_role(call: Call[Role], *, role_name: RoleName, tags: Tags) -> None:
    """Add tags to a role, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.role)
def untag_role(call: Call[Role], *, role_name: RoleName, tag_keys: TagKeys) -> None:
    """Remove tags from a role. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.role)
def list_role_tags(
    call: Call[Role],
    *,
    role_name: RoleName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List a role's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _counted(rows: Any, roles: list[Role]) -> dict[int, int]:
    held = rows.filter(role__in=roles)
    return dict(held.values_list("role").annotate(Count("pk")).order_by())
