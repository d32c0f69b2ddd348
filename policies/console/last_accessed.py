"""What a user, group, role or policy gives rights to, and when each of it was last used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.console import groups, roles, user, words
from accounts.shapes import AccessRowShape, GrantingPolicyShape
from iamconsole.console import cells
from iamconsole.console.parts import part
from iamconsole.console.table_specs import Column, Filter, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from policies.console import details
from policies.operations.access_advisor import search_last_accessed

_SHOWN = 3


def _granted_by(row: AccessRowShape) -> SafeString:
    """The first few policies as links, and how many there are beside."""
    links = format_html_join(", ", "{}", ((_policy(one),) for one in row.granted_by[:_SHOWN]))
    more = len(row.granted_by) - _SHOWN
    told = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
    return format_html("<span>{} {}</span>", links, told if more > 0 else "")


def _policy(one: GrantingPolicyShape) -> SafeString:
    if one.policy_arn:
        return cells.link(one.policy_name, reverse("console-policy", args=[one.policy_arn]))
    kind = (one.entity_type or "").lower()
    address = reverse(f"console-{kind}-inline", args=[one.entity_name, one.policy_name])
    return cells.link(one.policy_name, address, _("inline"))


def _proposals(policies: Iterable[GrantingPolicyShape]) -> list[tuple[SafeString, str]]:
    """Each policy once, by whatever ways it comes; its words, and where less of it is proposed."""
    words = {_proposal(one): _proposed(one) for one in policies}
    return [(said, address) for address, said in words.items()]


def _proposed(one: GrantingPolicyShape) -> SafeString:
    if one.policy_arn:
        return conditional_escape(one.policy_name)
    return format_html('{} <span class="beside">{}</span>', one.policy_name, one.entity_name)


def _proposal(one: GrantingPolicyShape) -> str:
    """Where the policy is shown without what was unused."""
    if one.policy_arn:
        return reverse("console-policy-trimmed", args=[one.policy_arn])
    kind = (one.entity_type or "").lower()
    return reverse(f"console-{kind}-inline-trimmed", args=[one.entity_name, one.policy_name])


def _by_whom(row: AccessRowShape) -> SafeString:
    if row.last_authenticated_entity is None:
        return cells.none(_("Nobody"))
    return words.what(row.last_authenticated_entity)


ACCESS: TableSpec[AccessRowShape] = TableSpec(
    name="access",
    caption=gettext_lazy("Services, and their last use"),
    search=gettext_lazy("Service"),
    counted=lambda n: ngettext("%(count)s service", "%(count)s services", n),
    filters=(
        Filter(
            name="only_unused",
            title=gettext_lazy("Use"),
            choices=(("true", gettext_lazy("Never used")),),
            absent=gettext_lazy("Used or not"),
        ),
    ),
    columns=(
        Column(
            name="service",
            title=gettext_lazy("Service"),
            value=lambda row: row.service_namespace,
            cell=lambda row: format_html(
                '{} <span class="beside">{}</span>', row.service_name, row.service_namespace
            ),
        ),
        Column(
            name="granted_by",
            title=gettext_lazy("Granted by"),
            value=lambda row: len(row.granted_by),
            cell=_granted_by,
        ),
        Column(
            name="last_used",
            title=gettext_lazy("Last used"),
            value=lambda row: row.last_authenticated,
            cell=lambda row: cells.ago(row.last_authenticated),
        ),
        Column(
            name="by",
            title=gettext_lazy("By"),
            value=lambda row: row.last_authenticated_entity,
            cell=_by_whom,
        ),
        Column(
            name="region",
            title=gettext_lazy("Region"),
            value=lambda row: row.last_authenticated_region,
            is_chosen=False,
        ),
        Column(
            name="users",
            title=gettext_lazy("How many used it"),
            value=lambda row: row.total_authenticated_entities,
            is_chosen=False,
        ),
    ),
)


@require_safe
def user_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """What the user has rights to, and what of it was used."""
    facts = user.around(request.caller, user_name, "console-user-access")
    facts["activity_url"] = reverse("console-user-policy-from-activity", args=[user_name])
    return _page(request, facts, facts["user"].arn, "accounts/user_access.html")


@require_safe
def group_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """What the group gives its members, and what of it they used."""
    facts = groups.around(request.caller, group_name, "console-group-access")
    return _page(request, facts, facts["group"].arn, "accounts/group_access.html")


@require_safe
def role_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """What the role gives rights to, and what of it its sessions used."""
    facts = roles.around(request.caller, role_name, "console-role-access")
    facts["activity_url"] = reverse("console-role-policy-from-activity", args=[role_name])
    return _page(request, facts, facts["role"].arn, "accounts/role_access.html")


@require_safe
def policy_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """What the policy allows, and what of it was used by whoever holds it."""
    facts = details.around(request.caller, policy_arn, "console-policy-access")
    return _page(request, facts, policy_arn, "policies/policy_access.html")


def _page(request: ConsoleRequest, facts: dict[str, Any], arn: str, template: str) -> HttpResponse:
    state = ACCESS.state(request)
    found = part(search_last_accessed, request.caller, arn=arn, **state.params())
    facts["access"] = found
    if found.content:
        facts["table"] = Table(
            state=state,
            rows=found.content.rows,
            count=found.content.count,
            is_more=found.content.is_more,
        )
        facts["unused_url"] = state.url(search="", filters={"only_unused": "true"})
        facts["proposals"] = _proposals(found.content.policies)
    return render(request, template, facts)
