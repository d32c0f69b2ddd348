"""A user's page: who it is, and a tab for each thing to know about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.console import contacts
from accounts.console.trusted import laid_out
from accounts.operations.groups import list_groups_for_user
from accounts.operations.users import get_user, search_users
from accounts.shapes import GroupShape, UserRowShape
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.history import history
from iamconsole.console.parts import part
from iamconsole.console.table_specs import Act, Column, TableSpec
from iamconsole.console.tables import whole
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied
from policies.console.effective import effective
from policies.console.effective_tables import Owner
from policies.console.summaries import summary_of
from policies.holdings import Holdings
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
        "contact": contacts.read(user.tags or ()),
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
    text: str | None = None
    is_open: bool = False

    @property
    def key(self) -> str:
        """What tells it from the user's other policies, in the page's address."""
        return "/".join((self.group_name, "inline" if self.is_inline else "managed", self.name))

    @property
    def title(self) -> SafeString:
        """The policy's name; below it, once it was asked for, what it comes to and its text."""
        link = cells.link(self.name, self.address)
        if self.text is None:
            return link
        if not self.is_open:
            query = urlencode({"open": self.key})
            return format_html(
                '{} <a class="beside" href="?{}#sources">{}<span class="visually-hidden"> {}</span>'
                "</a>",
                link,
                query,
                _("What it says"),
                self.name,
            )
        summary = summary_of(self.text, self.name)
        return format_html(
            '{} <a class="beside" href="?#sources">{}</a><p class="hint">{}</p>'
            '<div class="code" role="region" aria-label="{}" tabindex="0"><pre>{}</pre></div>',
            link,
            _("Fold"),
            summary.sentence if summary else _("The text cannot be read as a policy."),
            _("The text of %(name)s") % {"name": self.name},
            laid_out(self.text) if summary else self.text,
        )

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
            cell=lambda source: source.title,
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
    """What the user may do in the end; then every policy that counts, and how it arrives."""
    facts = around(request.caller, user_name, "console-user")
    sources, refusals = sources_of(request.caller, user_name)
    owner = Owner(facts["user"].arn, "user", facts["user"].user_name)
    facts |= effective(request, owner)
    held = facts["effective"].content.held if facts["effective"].content else None
    facts |= {
        "table": whole(SOURCES, request, _told(sources, held, request.GET.get("open", ""))),
        "refusals": refusals,
        "boundary": facts["user"].permissions_boundary,
    }
    return render(request, "accounts/user_permissions.html", facts)


def _told(sources: Sequence[Source], held: Holdings | None, opened: str) -> list[Source]:
    """The sources with their texts, as far as these may be read; one of them is open."""
    texts = {
        ((one.via or "").rpartition("/")[2], one.arn is None, one.name): one.document
        for one in (held.identity if held else ())
    }
    return [
        replace(
            one,
            text=texts.get((one.group_name, one.is_inline, one.name)),
            is_open=one.key == opened,
        )
        for one in sources
    ]


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
