"""Roles: who may take them on, and what that gives."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.console.trusted import Trusted, trusted_by
from accounts.console.user_filters import AGES, TRAITS
from accounts.operations.instance_profiles import list_instance_profiles_for_role
from accounts.operations.roles import get_role, search_roles
from accounts.shapes import RoleRowShape, RoleShape
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.history import history
from iamconsole.console.parts import part
from iamconsole.console.table_specs import Column, Filter, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from policies.console.effective import effective
from policies.console.effective_tables import Owner
from policies.operations.attachments import list_attached_role_policies
from policies.operations.inline import list_role_policies

TABS = (
    ("console-role", gettext_lazy("Permissions")),
    ("console-role-trust", gettext_lazy("Trust")),
    ("console-role-sessions", gettext_lazy("Sessions")),
    ("console-role-access", gettext_lazy("Last accessed")),
    ("console-role-activity", gettext_lazy("Activity")),
    ("console-role-tags", gettext_lazy("Tags")),
)
SERVICE_PATH = "/aws-service-role/"
MANY = 1000
_SHOWN = 3


def _link(row: RoleRowShape) -> SafeString:
    role = row.role
    address = reverse("console-role", args=[role.role_name])
    return cells.link(role.role_name, address, "" if role.path == "/" else role.path)


def _trusted(row: RoleRowShape) -> SafeString:
    """The first few whom a role trusts, and how many more there are."""
    everyone = trusted_of(row.role)
    if not everyone:
        return cells.none(_("Nobody"))
    shown = format_html_join(", ", "{}", ((one.cell,) for one in everyone[:_SHOWN]))
    more = len(everyone) - _SHOWN
    rest = _(" and %(count)s more") % {"count": cells.number(more)} if more > 0 else ""
    return format_html("<span>{}{}</span>", shown, rest)


FILTERS = (
    Filter(
        name="trusts_anybody",
        title=gettext_lazy("Trusts"),
        choices=(("true", gettext_lazy("Anybody")),),
    ),
    Filter(name="unused_for", title=gettext_lazy("Unused for"), choices=AGES),
    Filter(name="policy_trait", title=gettext_lazy("Holds a policy that"), choices=TRAITS),
)
ROLES: TableSpec[RoleRowShape] = TableSpec(
    name="roles",
    caption=gettext_lazy("Roles"),
    is_remembered=True,
    search=gettext_lazy("Name, path or ID"),
    sort="name",
    counted=lambda count: ngettext("%(count)s role", "%(count)s roles", count),
    filters=FILTERS,
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda row: row.role.role_name,
            cell=_link,
            is_sorted=True,
        ),
        Column(
            name="trusted",
            title=gettext_lazy("Trusts"),
            value=lambda row: row.role.assume_role_policy_document,
            cell=_trusted,
        ),
        Column(name="policies", title=gettext_lazy("Policies"), value=lambda row: row.policy_count),
        Column(
            name="used",
            title=gettext_lazy("Last used"),
            value=lambda row: row.last_used,
            cell=lambda row: cells.ago(row.last_used),
        ),
        Column(
            name="created",
            title=gettext_lazy("Created"),
            value=lambda row: row.role.create_date,
            is_sorted=True,
            is_chosen=False,
        ),
        Column(
            name="description",
            title=gettext_lazy("Description"),
            value=lambda row: row.role.description,
            is_chosen=False,
        ),
        Column(
            name="arn",
            title=gettext_lazy("ARN"),
            value=lambda row: row.role.arn,
            cell=lambda row: cells.code(row.role.arn),
            is_chosen=False,
        ),
    ),
)


@require_safe
def list_page(request: ConsoleRequest) -> HttpResponse:
    """Every role there is."""
    state = ROLES.state(request)
    found = search_roles.perform(request.caller, state.params())
    table = Table(state=state, rows=found.rows, count=found.count, is_more=found.is_more)
    return render(request, "accounts/role_list.html", {"table": table})


def around(caller: Caller, role_name: str, tab: str = "") -> dict[str, Any]:
    """What stands on every page of a role: the role itself, what carries it, and its tabs."""
    role = get_role(caller, role_name=role_name).role
    profiles = part(list_instance_profiles_for_role, caller, role_name=role_name, max_items=MANY)
    return {
        "role": role,
        "is_own": not role.path.startswith(SERVICE_PATH),
        "duration": duration_words(role.max_session_duration or 0),
        "profiles": profiles,
        "tabs": [
            (reverse(url, args=[role.role_name]), words, url == tab, None) for url, words in TABS
        ],
    }


def duration_words(seconds: int) -> str:
    """A number of seconds in hours, or in minutes where they are not whole."""
    if seconds % 3600 == 0:
        hours = seconds // 3600
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    minutes = seconds // 60
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def trusted_of(role: RoleShape) -> tuple[Trusted, ...]:
    """Whom the role lets in."""
    return trusted_by(role.assume_role_policy_document or "", role.arn.split(":")[4])


@require_safe
def permissions_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """What sessions of the role get: attached policies, those written into it, its boundary."""
    facts = around(request.caller, role_name, "console-role")
    facts |= {
        "attached": part(list_attached_role_policies, request.caller, role_name=role_name),
        "inline": part(list_role_policies, request.caller, role_name=role_name, max_items=MANY),
        "boundary": facts["role"].permissions_boundary,
    }
    facts |= effective(request, Owner(facts["role"].arn, "role", facts["role"].role_name))
    return render(request, "accounts/role_permissions.html", facts)


@require_safe
def activity_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """What was done to the role; what its sessions did is in the log."""
    facts = around(request.caller, role_name, "console-role-activity")
    facts["history"] = history(request, request.caller, facts["role"].arn)
    return render(request, "accounts/role_activity.html", facts)
