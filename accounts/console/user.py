"""A user's page: who it is, and a tab for each thing to know about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.operations.groups import list_groups_for_user
from accounts.operations.users import get_user, search_users
from accounts.shapes import GroupShape, UserRowShape
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.history import history
from iamconsole.console.parts import part
from iamconsole.console.tables import Act, Column, TableSpec, whole
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied
from policies.operations.attachments import (
    list_attached_group_policies,
    list_attached_user_policies,
)
from policies.operations.inline import list_group_policies, list_user_policies

TABS = (
    ("console-user", gettext_lazy("Permissions")),
    ("console-user-groups", gettext_lazy("Groups")),
    ("console-user-credentials", gettext_lazy("Credentials")),
    ("console-user-access", gettext_lazy("Last accessed")),
    ("console-user-activity", gettext_lazy("Activity")),
    ("console-user-tags", gettext_lazy("Tags")),
)
_MANY = 1000


def around(caller: Caller, user_name: str, tab: str = "") -> dict[str, Any]:
    """What stands on every page of a user: who it is, in which state, and the tabs."""
    user = get_user(caller, user_name=user_name).user
    row = row_of(caller, user.user_id)
    counts = {"console-user-groups": row.group_count} if row else {}
    return {
        "user": user,
        "row": row,
        "tabs": [
            (reverse(name, args=[user.user_name]), title, name == tab, counts.get(name))
            for name, title in TABS
        ],
    }


def row_of(caller: Caller, user_id: str) -> UserRowShape | None:
    """What lists tell of the user, for those who may list users."""
    found = part(search_users, caller, search=user_id)
    return found.content.rows[0] if found.content and found.content.rows else None


@dataclass(frozen=True)
class Source:
    """A policy that counts for a user, and how it comes to: through a group, or directly."""

    name: str
    address: str
    is_inline: bool
    group_name: str = ""
    removal: str = ""

    @property
    def key(self) -> str:
        return self.name

    @property
    def kind(self) -> SafeString:
        return cells.badge(_("Inline")) if self.is_inline else cells.badge(_("Managed"), "info")

    @property
    def arrival(self) -> SafeString | str:
        if not self.group_name:
            return _("Directly")
        address = reverse("console-group", args=[self.group_name])
        return cells.link(self.group_name, address, _("group"))

    @property
    def way_out(self) -> SafeString:
        if not self.removal:
            return cells.none(_("With the group"))
        return cells.link(_("Delete") if self.is_inline else _("Detach"), self.removal)


SOURCES: TableSpec[Source] = TableSpec(
    name="sources",
    caption=gettext_lazy("Policies that count for this user"),
    counted=lambda n: ngettext("%(count)s policy", "%(count)s policies", n),
    sort="name",
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Policy"),
            value=lambda source: source.name,
            cell=lambda source: cells.link(source.name, source.address),
            is_sorted=True,
        ),
        Column(
            name="kind",
            title=gettext_lazy("Kind"),
            value=lambda source: source.is_inline,
            cell=lambda source: source.kind,
        ),
        Column(
            name="arrival",
            title=gettext_lazy("Arrives"),
            value=lambda source: source.group_name,
            cell=lambda source: source.arrival,
            is_sorted=True,
        ),
        Column(
            name="removal",
            title=gettext_lazy("Take away"),
            value=lambda source: source.removal,
            cell=lambda source: source.way_out,
        ),
    ),
)


@require_safe
def permissions_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Every policy that counts for the user and how it arrives, and the boundary around them."""
    facts = around(request.caller, user_name, "console-user")
    sources, refusals = sources_of(request.caller, user_name)
    facts |= {
        "table": whole(SOURCES, request, sources),
        "refusals": refusals,
        "boundary": facts["user"].permissions_boundary,
    }
    return render(request, "accounts/user_permissions.html", facts)


def sources_of(caller: Caller, user_name: str) -> tuple[list[Source], list[AccessDenied]]:
    """The policies that count for a user, and why some may be missing from them."""
    sources: list[Source] = []
    refusals: list[AccessDenied] = []
    for found in _readings(caller, user_name):
        if isinstance(found, AccessDenied):
            refusals.append(found)
        else:
            sources.append(found)
    return sources, refusals


def _readings(caller: Caller, user_name: str) -> Iterator[Source | AccessDenied]:
    attached = part(list_attached_user_policies, caller, user_name=user_name, max_items=_MANY)
    for policy in attached.content.attached_policies if attached.content else ():
        yield Source(
            name=policy.policy_name,
            address=reverse("console-policy", args=[policy.policy_arn]),
            is_inline=False,
            removal=reverse("console-user-detach", args=[user_name, policy.policy_arn]),
        )
    inline = part(list_user_policies, caller, user_name=user_name, max_items=_MANY)
    for name in inline.content.policy_names if inline.content else ():
        yield Source(
            name=name,
            address=reverse("console-user-inline", args=[user_name, name]),
            is_inline=True,
            removal=reverse("console-user-inline-delete", args=[user_name, name]),
        )
    groups = part(list_groups_for_user, caller, user_name=user_name, max_items=_MANY)
    for group in groups.content.groups if groups.content else ():
        yield from _readings_of_group(caller, group)
    yield from (found.refusal for found in (attached, inline, groups) if found.refusal)


def _readings_of_group(caller: Caller, group: GroupShape) -> Iterator[Source | AccessDenied]:
    name = group.group_name
    attached = part(list_attached_group_policies, caller, group_name=name, max_items=_MANY)
    for policy in attached.content.attached_policies if attached.content else ():
        address = reverse("console-policy", args=[policy.policy_arn])
        yield Source(policy.policy_name, address, is_inline=False, group_name=name)
    inline = part(list_group_policies, caller, group_name=name, max_items=_MANY)
    for policy_name in inline.content.policy_names if inline.content else ():
        address = reverse("console-group-inline", args=[name, policy_name])
        yield Source(policy_name, address, is_inline=True, group_name=name)
    yield from (found.refusal for found in (attached, inline) if found.refusal)


GROUPS: TableSpec[GroupShape] = TableSpec(
    name="groups",
    caption=gettext_lazy("Groups this user is in"),
    counted=lambda n: ngettext("%(count)s group", "%(count)s groups", n),
    sort="name",
    key=lambda group: group.group_name,
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Group"),
            value=lambda group: group.group_name,
            cell=lambda group: cells.link(
                group.group_name,
                reverse("console-group", args=[group.group_name]),
                "" if group.path == "/" else group.path,
            ),
            is_sorted=True,
        ),
        Column(
            name="created", title=gettext_lazy("Created"), value=lambda group: group.create_date
        ),
    ),
)


@require_safe
def groups_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """The groups the user is in."""
    facts = around(request.caller, user_name, "console-user-groups")
    found = part(list_groups_for_user, request.caller, user_name=user_name, max_items=_MANY)
    leave = Act(
        title=_("Remove from these groups"),
        url=reverse("console-user-groups-remove", args=[user_name]),
    )
    groups = found.content.groups if found.content else ()
    facts |= {"table": whole(GROUPS, request, groups, (leave,)), "refusal": found.refusal}
    return render(request, "accounts/user_groups.html", facts)


@require_safe
def activity_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """What was done to the user; what it did itself is in the log."""
    facts = around(request.caller, user_name, "console-user-activity")
    facts["history"] = history(request, request.caller, facts["user"].arn)
    return render(request, "accounts/user_activity.html", facts)
