"""Attaching policies to users, groups and roles, from either side, and detaching them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.operations.groups import search_groups
from accounts.operations.roles import search_roles
from accounts.operations.users import search_users
from accounts.shapes import GroupRowShape, RoleRowShape, UserRowShape
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.parts import part
from iamconsole.console.steps import Outcome, Step, each
from iamconsole.console.table_specs import Act, Column, Filter, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from iamconsole.gate import Operation
from policies.console import addresses
from policies.console.access_changes import preview_for
from policies.console.details import around
from policies.console.holders import GROUP, ROLE, USER, Holder
from policies.console.lists import IN_USE, KIND, NAME, USES, counted
from policies.operations.boundaries import (
    put_role_permissions_boundary,
    put_user_permissions_boundary,
)
from policies.operations.managed import search_policies
from policies.shapes import PolicyShape

SCOPE = Filter(
    name="scope",
    title=gettext_lazy("Kind"),
    choices=(("Local", gettext_lazy("Yours")), ("AWS", gettext_lazy("AWS managed"))),
    absent=gettext_lazy("Yours and AWS's"),
)


def _attachable(attached: frozenset[str]) -> TableSpec[PolicyShape]:
    """Policies to choose from; those that are attached already say so."""
    return TableSpec(
        name="attachable",
        caption=gettext_lazy("Policies"),
        search=gettext_lazy("Name or path"),
        sort="name",
        counted=counted,
        key=lambda policy: policy.arn,
        filters=(SCOPE, IN_USE),
        columns=(
            NAME,
            KIND,
            Column(
                name="attached",
                title=gettext_lazy("Here"),
                value=lambda policy: policy.arn in attached,
                cell=lambda policy: (
                    cells.badge(_("Attached"), "ok")
                    if policy.arn in attached
                    else cells.none(_("No"))
                ),
            ),
            USES,
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attach_policies_page(request: ConsoleRequest, name: str, holder: Holder) -> HttpResponse:
    """Choose policies for a user, group or role."""
    facts: dict[str, Any] = {
        "holder": holder,
        "name": name,
        "purpose": holder.attach_purpose % {"name": name},
        "back": holder.address(name),
    }
    if request.method == "POST":
        chosen = request.POST.getlist("selected")
        steps = [_attaching(holder, name, arn, addresses.name_in(arn)) for arn in chosen]
        outcome = each(request.caller, steps)
        if steps and outcome.is_whole:
            messages.success(request, _attached_words(len(steps)))
            return redirect(holder.address(name))
        facts |= {"outcome": outcome}
    else:
        facts |= {"table": _policies_table(request, holder, name)}
    return render(request, "policies/attach_policies.html", facts, status=_status(facts))


def _policies_table(request: ConsoleRequest, holder: Holder, name: str) -> Table[PolicyShape]:
    found = part(holder.list_attached, request.caller, **holder.named(name))
    attached = found.content.attached_policies if found.content else ()
    state = _attachable(frozenset(one.policy_arn for one in attached)).state(request)
    rows = search_policies.perform(request.caller, {"scope": "All"} | state.params())
    act = Act(title=_("Attach to %(name)s") % {"name": name}, url=request.path)
    return Table(
        state=state, rows=rows.policies, count=rows.count, is_more=rows.is_more, acts=(act,)
    )


@dataclass(frozen=True)
class Choice:
    """What of each kind of holder a policy's page lets people choose from."""

    holder: Holder
    spec: TableSpec[Any]
    search: Callable[..., Any]
    act: Words = ""
    words: Words = ""
    bound: Operation[Any, Any] | None = None


GROUPS: TableSpec[GroupRowShape] = TableSpec(
    name="groups",
    caption=gettext_lazy("Groups"),
    search=gettext_lazy("Name or path"),
    sort="name",
    counted=lambda count: ngettext("%(count)s group", "%(count)s groups", count),
    key=lambda row: row.group.group_name,
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda row: row.group.group_name,
            is_sorted=True,
        ),
        Column(name="members", title=gettext_lazy("Members"), value=lambda row: row.member_count),
    ),
)
USERS: TableSpec[UserRowShape] = TableSpec(
    name="users",
    caption=gettext_lazy("Users"),
    search=gettext_lazy("Name, path or ID"),
    sort="name",
    counted=lambda count: ngettext("%(count)s user", "%(count)s users", count),
    key=lambda row: row.user.user_name or "",
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda row: row.user.user_name,
            is_sorted=True,
        ),
        Column(name="groups", title=gettext_lazy("Groups"), value=lambda row: row.group_count),
    ),
)
ROLES: TableSpec[RoleRowShape] = TableSpec(
    name="roles",
    caption=gettext_lazy("Roles"),
    search=gettext_lazy("Name, path or ID"),
    sort="name",
    counted=lambda count: ngettext("%(count)s role", "%(count)s roles", count),
    key=lambda row: row.role.role_name,
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda row: row.role.role_name,
            is_sorted=True,
        ),
        Column(name="policies", title=gettext_lazy("Policies"), value=lambda row: row.policy_count),
    ),
)
TO_GROUPS = Choice(GROUP, GROUPS, search_groups.perform)
TO_USERS = Choice(USER, USERS, search_users.perform)
TO_ROLES = Choice(ROLE, ROLES, search_roles.perform)
BOUND_USERS = Choice(
    USER,
    USERS,
    search_users.perform,
    act=gettext_lazy("Set as boundary"),
    words=gettext_lazy("Set as boundary for users"),
    bound=put_user_permissions_boundary,
)
BOUND_ROLES = Choice(
    ROLE,
    ROLES,
    search_roles.perform,
    act=gettext_lazy("Set as boundary"),
    words=gettext_lazy("Set as boundary for roles"),
    bound=put_role_permissions_boundary,
)


@require_http_methods(["GET", "HEAD", "POST"])
def attach_holders_page(request: ConsoleRequest, policy_arn: str, choice: Choice) -> HttpResponse:
    """Choose users, groups or roles for a policy."""
    facts = around(request.caller, policy_arn, "console-policy-users")
    facts |= {"choice": choice, "heading": choice.words or choice.holder.attach_words}
    if request.method == "POST":
        chosen = request.POST.getlist("selected")
        steps = [_choosing(choice, name, policy_arn) for name in chosen]
        outcome = each(request.caller, steps)
        if steps and outcome.is_whole:
            words = _bounded_words if choice.bound else _attached_words
            messages.success(request, words(len(steps)))
            return redirect("console-policy-users", policy_arn)
        facts |= {"outcome": outcome}
    else:
        facts |= {"table": _holders_table(request, choice)}
    return render(request, "policies/attach_holders.html", facts, status=_status(facts))


def _holders_table(request: ConsoleRequest, choice: Choice) -> Table[Any]:
    state = choice.spec.state(request)
    found = choice.search(request.caller, state.params())
    act = Act(title=choice.act or _("Attach the policy"), url=request.path)
    return Table(
        state=state, rows=found.rows, count=found.count, is_more=found.is_more, acts=(act,)
    )


def _attaching(holder: Holder, name: str, policy_arn: str, words: str) -> Step:
    return Step(words, holder.attach, holder.named(name) | {"policy_arn": policy_arn})


def _choosing(choice: Choice, name: str, policy_arn: str) -> Step:
    if choice.bound is None:
        return _attaching(choice.holder, name, policy_arn, name)
    params = choice.holder.named(name) | {"permissions_boundary": policy_arn}
    return Step(name, choice.bound, params)


def _bounded_words(count: int) -> str:
    words = ngettext(
        "It is the boundary of %(count)s more, and holds now.",
        "It is the boundary of %(count)s more, and holds now.",
        count,
    )
    return words % {"count": cells.number(count)}


def _attached_words(count: int) -> str:
    words = ngettext(
        "%(count)s attachment is made, and holds now.",
        "%(count)s attachments are made, and hold now.",
        count,
    )
    return words % {"count": cells.number(count)}


def _status(facts: dict[str, Any]) -> int:
    """What a page answers with; a form with nothing chosen is to be corrected."""
    outcome: Outcome | None = facts.get("outcome")
    if outcome is None:
        return 200
    return outcome.status if outcome.failures else 422


@require_http_methods(["GET", "HEAD", "POST"])
def detach_page(
    request: ConsoleRequest, name: str, policy_arn: str, holder: Holder
) -> HttpResponse:
    """Ask once more, then detach. The policy itself stays."""
    is_from_policy = request.GET.get("back") == "policy"
    back = (
        reverse("console-policy-users", args=[policy_arn])
        if is_from_policy
        else holder.address(name)
    )
    if request.method == "POST":
        holder.detach.perform(request.caller, holder.named(name) | {"policy_arn": policy_arn})
        words = _("%(policy)s is detached from %(name)s.")
        messages.success(request, words % {"policy": addresses.name_in(policy_arn), "name": name})
        return redirect(back)
    facts = {
        "holder": holder,
        "name": name,
        "purpose": holder.detach_purpose % {"name": name},
        "policy_arn": policy_arn,
        "policy_name": addresses.name_in(policy_arn),
        "is_held": _is_held(request.caller, holder, name, policy_arn),
        "preview": preview_for(request.caller, holder.kind, name, detach_policy_arns=[policy_arn]),
        "back": back,
    }
    return render(request, "policies/detach.html", facts)


def _is_held(caller: Caller, holder: Holder, name: str, policy_arn: str) -> bool:
    found = holder.list_attached.perform(caller, holder.named(name) | {"max_items": 1000})
    attached: Sequence[Any] = found.attached_policies
    return any(one.policy_arn == policy_arn for one in attached)
