"""Groups: who is in them, and what that gives."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.operations.groups import (
    delete_group,
    get_group,
    remove_user_from_group,
    search_groups,
    update_group,
)
from accounts.shapes import GroupMembersResult, GroupRowShape
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.forms import OperationForm, PhraseForm
from iamconsole.console.history import history
from iamconsole.console.parts import part
from iamconsole.console.steps import Step, in_order
from iamconsole.console.table_specs import Column, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from policies.console.effective import effective
from policies.console.effective_tables import Owner
from policies.operations.attachments import detach_group_policy, list_attached_group_policies
from policies.operations.inline import delete_group_policy, list_group_policies

TABS = (
    ("console-group", gettext_lazy("Members")),
    ("console-group-permissions", gettext_lazy("Permissions")),
    ("console-group-dependents", gettext_lazy("Only source")),
    ("console-group-access", gettext_lazy("Last accessed")),
    ("console-group-activity", gettext_lazy("Activity")),
)
MOST_AT_ONCE = 1000


def counted(count: int) -> str:
    return ngettext("%(count)s group", "%(count)s groups", count)


def _group_link(row: GroupRowShape) -> str:
    group = row.group
    address = reverse("console-group", args=[group.group_name])
    return cells.link(group.group_name, address, "" if group.path == "/" else group.path)


GROUPS: TableSpec[GroupRowShape] = TableSpec(
    name="groups",
    caption=gettext_lazy("Groups"),
    is_remembered=True,
    search=gettext_lazy("Name or path"),
    sort="name",
    counted=counted,
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda row: row.group.group_name,
            cell=_group_link,
            is_sorted=True,
        ),
        Column(name="members", title=gettext_lazy("Members"), value=lambda row: row.member_count),
        Column(name="policies", title=gettext_lazy("Policies"), value=lambda row: row.policy_count),
        Column(
            name="created",
            title=gettext_lazy("Created"),
            value=lambda row: row.group.create_date,
            is_sorted=True,
        ),
        Column(
            name="path",
            title=gettext_lazy("Path"),
            value=lambda row: row.group.path,
            is_chosen=False,
        ),
        Column(
            name="id",
            title=gettext_lazy("Group ID"),
            value=lambda row: row.group.group_id,
            cell=lambda row: cells.code(row.group.group_id),
            is_chosen=False,
        ),
        Column(
            name="arn",
            title=gettext_lazy("ARN"),
            value=lambda row: row.group.arn,
            cell=lambda row: cells.code(row.group.arn),
            is_chosen=False,
        ),
    ),
)


@require_safe
def list_page(request: ConsoleRequest) -> HttpResponse:
    """Every group there is."""
    state = GROUPS.state(request)
    found = search_groups.perform(request.caller, state.params())
    table = Table(state=state, rows=found.rows, count=found.count, is_more=found.is_more)
    return render(request, "accounts/group_list.html", {"table": table})


def around(caller: Caller, group_name: str, tab: str, marker: str | None = None) -> dict[str, Any]:
    """What stands on every page of a group: the group itself, its members and its tabs."""
    found = get_group(caller, group_name=group_name, marker=marker)
    name = found.group.group_name
    is_whole = marker is None and not found.is_truncated
    counts = {"console-group": len(found.users)} if is_whole else {}
    return {
        "group": found.group,
        "found": found,
        "tabs": [
            (reverse(url, args=[name]), words, url == tab, counts.get(url)) for url, words in TABS
        ],
    }


@require_safe
def permissions_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """What members get from the group: attached policies and those written into it."""
    facts = around(request.caller, group_name, "console-group-permissions")
    facts["attached"] = part(list_attached_group_policies, request.caller, group_name=group_name)
    facts["inline"] = part(
        list_group_policies, request.caller, group_name=group_name, max_items=MOST_AT_ONCE
    )
    group = facts["group"]
    facts |= effective(request, Owner(group.arn, "group", group.group_name))
    return render(request, "accounts/group_permissions.html", facts)


@require_safe
def activity_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """What was done to the group."""
    facts = around(request.caller, group_name, "console-group-activity")
    facts["history"] = history(request, request.caller, facts["group"].arn)
    return render(request, "accounts/group_activity.html", facts)


class GroupForm(OperationForm):
    """A group's name and path, changed."""

    operation = update_group
    blames = {"EntityAlreadyExists": "new_group_name"}

    new_group_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=128,
        help_text=gettext_lazy("Letters, digits and + = , . @ _ -, up to 128."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    new_path = forms.CharField(
        label=gettext_lazy("Path"),
        max_length=512,
        help_text=gettext_lazy("Begins and ends with a slash, such as /engineering/."),
        widget=forms.TextInput(attrs={"class": "input-mono", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Rename or move the group."""
    facts = around(request.caller, group_name, "")
    group = facts["group"]
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        initial={"new_group_name": group.group_name, "new_path": group.path},
        given={"group_name": group_name},
    )
    if form.submitted(request.caller):
        messages.success(request, _("The group is changed. Its members keep what it gives."))
        return redirect("console-group", form.cleaned_data["new_group_name"])
    return render(request, "accounts/group_edit.html", facts | {"form": form}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Say what goes with the group; once its name is typed, do it step by step."""
    found = get_group(request.caller, group_name=group_name, max_items=MOST_AT_ONCE)
    steps = _steps(request.caller, found)
    form = PhraseForm(
        request.POST if request.method == "POST" else None, phrase=found.group.group_name
    )
    facts = {"group": found.group, "found": found, "steps": steps, "form": form}
    if not form.is_valid():
        return render(request, "accounts/group_delete.html", facts, status=form.status)
    outcome = in_order(request.caller, steps)
    if outcome.is_whole:
        messages.success(request, _("%(name)s is deleted.") % {"name": found.group.group_name})
        return redirect("console-groups")
    facts["outcome"] = outcome
    return render(request, "accounts/group_delete.html", facts, status=outcome.status)


def _steps(caller: Caller, found: GroupMembersResult) -> list[Step]:
    """Everything that must happen, in an order in which each step can."""
    name = found.group.group_name
    given = {"group_name": name, "max_items": MOST_AT_ONCE}
    attached = list_attached_group_policies.perform(caller, given).attached_policies
    inline = list_group_policies.perform(caller, given).policy_names
    return [
        *(
            Step(
                _("Detach %(policy)s") % {"policy": policy.policy_name},
                detach_group_policy,
                {"group_name": name, "policy_arn": policy.policy_arn},
            )
            for policy in attached
        ),
        *(
            Step(
                _("Delete the inline policy %(policy)s") % {"policy": policy},
                delete_group_policy,
                {"group_name": name, "policy_name": policy},
            )
            for policy in inline
        ),
        *(removing(name, user.user_name or "") for user in found.users),
        Step(_("Delete the group"), delete_group, {"group_name": name}),
    ]


def removing(group_name: str, user_name: str) -> Step:
    """Taking one member out."""
    params = {"group_name": group_name, "user_name": user_name}
    return Step(_("Remove %(name)s") % {"name": user_name}, remove_user_from_group, params)
