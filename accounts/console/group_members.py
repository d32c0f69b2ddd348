"""Who is in a group: seen, added and removed, several at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.console.group_dependents import leaving
from accounts.console.groups import around, removing
from accounts.console.words import user_link
from accounts.operations.groups import add_user_to_group
from accounts.operations.users import search_users
from accounts.shapes import UserRowShape, UserShape
from iamconsole.console import cells
from iamconsole.console.steps import Step, each
from iamconsole.console.table_specs import Act, Column, TableSpec
from iamconsole.console.tables import Table, whole
from iamconsole.doors import ConsoleRequest

MEMBERS: TableSpec[UserShape] = TableSpec(
    name="members",
    caption=gettext_lazy("Members"),
    counted=lambda count: ngettext("%(count)s member", "%(count)s members", count),
    key=lambda user: user.user_name or "",
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda user: user.user_name,
            cell=user_link,
        ),
        Column(
            name="signed-in",
            title=gettext_lazy("Last sign-in"),
            value=lambda user: user.password_last_used,
            cell=lambda user: cells.ago(user.password_last_used),
        ),
        Column(name="created", title=gettext_lazy("Created"), value=lambda user: user.create_date),
    ),
)


@require_safe
def members_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Who is in the group."""
    marker = request.GET.get("marker") or None
    facts = around(request.caller, group_name, "console-group", marker)
    remove = Act(
        title=_("Remove from the group"),
        url=reverse("console-group-remove", args=[group_name]),
        is_danger=True,
    )
    facts["table"] = whole(MEMBERS, request, facts["found"].users, acts=(remove,))
    return render(request, "accounts/group_members.html", facts)


CANDIDATES: TableSpec[UserRowShape] = TableSpec(
    name="candidates",
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
            cell=lambda row: user_link(row.user),
            is_sorted=True,
        ),
        Column(name="groups", title=gettext_lazy("Groups"), value=lambda row: row.group_count),
        Column(
            name="active",
            title=gettext_lazy("Last active"),
            value=lambda row: row.last_active,
            cell=lambda row: cells.ago(row.last_active),
        ),
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
def add_members_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Choose users for the group."""
    facts = around(request.caller, group_name, "console-group")
    if request.method == "POST":
        chosen = request.POST.getlist("selected")
        outcome = each(request.caller, [_adding(group_name, name) for name in chosen])
        if chosen and outcome.is_whole:
            words = ngettext("%(count)s user is added.", "%(count)s users are added.", len(chosen))
            messages.success(request, words % {"count": cells.number(len(chosen))})
            return redirect("console-group", group_name)
        status = outcome.status if outcome.failures else 422
        facts["outcome"] = outcome
        return render(request, "accounts/group_add_members.html", facts, status=status)
    state = CANDIDATES.state(request)
    found = search_users.perform(request.caller, state.params())
    add = Act(title=_("Add to the group"), url=request.path)
    facts["table"] = Table(
        state=state, rows=found.rows, count=found.count, is_more=found.is_more, acts=(add,)
    )
    return render(request, "accounts/group_add_members.html", facts)


def _adding(group_name: str, user_name: str) -> Step:
    params = {"group_name": group_name, "user_name": user_name}
    return Step(_("Add %(name)s") % {"name": user_name}, add_user_to_group, params)


@require_POST
def remove_members_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Name those who are to leave once more, then take them out."""
    facts = around(request.caller, group_name, "console-group")
    chosen = request.POST.getlist("selected")
    facts["steps"] = [removing(group_name, name) for name in chosen]
    if "confirmed" not in request.POST:
        facts["members"] = leaving(request.caller, group_name, chosen)
        facts["more"] = len(chosen) - len(facts["members"])
    if "confirmed" not in request.POST or not chosen:
        status = 200 if chosen else 422
        return render(request, "accounts/group_remove_members.html", facts, status=status)
    outcome = each(request.caller, facts["steps"])
    if outcome.is_whole:
        words = ngettext("%(count)s user is removed.", "%(count)s users are removed.", len(chosen))
        messages.success(request, words % {"count": cells.number(len(chosen))})
        return redirect("console-group", group_name)
    facts["outcome"] = outcome
    return render(request, "accounts/group_remove_members.html", facts, status=outcome.status)
