"""What can be changed about a user: its name, its state, its groups, its boundary, its tags."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.console import boundaries, contacts
from accounts.console.choosing import GroupsForm, own_policies
from accounts.console.tags import TagsForm, lines, tag_steps
from accounts.console.user import around
from accounts.operations.groups import add_user_to_group, remove_user_from_group
from accounts.operations.users import (
    disable_user,
    enable_user,
    list_user_tags,
    tag_user,
    untag_user,
    update_user,
)
from accounts.shapes import UserShape
from accounts.signin.paths import safe_path
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import part
from iamconsole.console.steps import Step, each, in_order
from iamconsole.doors import ConsoleRequest
from policies.console.access_changes import preview
from policies.operations.boundaries import (
    delete_user_permissions_boundary,
    put_user_permissions_boundary,
)


class EditForm(OperationForm):
    """Who a user is: its name and path, what it is called and where mail reaches it."""

    new_user_name = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("Up to 64 letters, digits and + = , . @ _ -"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    new_path = forms.CharField(
        label=gettext_lazy("Path"),
        help_text=gettext_lazy("Begins and ends with a slash, such as /engineering/."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    display_name = contacts.display_name_field()
    email = contacts.email_field()
    operation = update_user
    blames = {"EntityAlreadyExists": "new_user_name"}

    def steps(self, user: UserShape) -> list[Step]:
        """What leads from the user as it is to what was filled in."""
        name, filled = user.user_name or "", self.cleaned_data
        steps = contacts.steps(name, user.tags or (), filled)
        moved = {"new_user_name": filled["new_user_name"], "new_path": filled["new_path"]}
        if moved != {"new_user_name": name, "new_path": user.path}:
            words = _("Rename or move %(name)s") % {"name": name}
            steps.append(Step(words, update_user, moved | {"user_name": name}))
        return steps


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Rename or move a user, or say anew what it is called and where mail reaches it."""
    facts = around(request.caller, user_name)
    user = facts["user"]
    initial = {"new_user_name": user.user_name, "new_path": user.path} | facts["contact"]
    form = EditForm(request.POST or None, initial=initial)
    if form.is_valid():
        outcome = in_order(request.caller, form.steps(user))
        if outcome.is_whole:
            name = form.cleaned_data["new_user_name"]
            messages.success(request, _("Saved. The user is %(name)s now.") % {"name": name})
            return redirect("console-user", name)
        form.request_id = request.caller.origin.request_id
        form.show(outcome.failures[0].refusal)
        facts["outcome"] = outcome
    return render(request, "accounts/user_edit.html", facts | {"form": form}, status=form.status)


@require_POST
def disable(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Disable a user."""
    disable_user(request.caller, user_name=user_name)
    words = _("%(name)s is disabled: signed out everywhere, and every request is refused.")
    messages.success(request, words % {"name": user_name})
    return redirect(_back(request, user_name))


@require_POST
def enable(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Let a disabled user act again."""
    enable_user(request.caller, user_name=user_name)
    words = _("%(name)s is active again, with everything it had.")
    messages.success(request, words % {"name": user_name})
    return redirect(_back(request, user_name))


def _back(request: ConsoleRequest, user_name: str) -> str:
    """The tab the button stood on."""
    back = request.POST.get("back", "")
    return safe_path(back) if back else reverse("console-user", args=[user_name])


@require_http_methods(["GET", "HEAD", "POST"])
def groups_add_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Put a user into groups."""
    facts = around(request.caller, user_name, "console-user-groups")
    search = request.GET.get("q", "")
    form = GroupsForm(request.POST or None, caller=request.caller, search=search)
    if form.is_valid():
        steps = [_joining(user_name, name) for name in form.cleaned_data["groups"]]
        outcome = each(request.caller, steps)
        if outcome.is_whole:
            messages.success(request, _("The user is in these groups, and may what they may."))
            return redirect("console-user-groups", user_name)
        facts["outcome"] = outcome
        form = GroupsForm(caller=request.caller, search=search)
        return render(
            request, "accounts/user_groups_add.html", facts | {"form": form}, status=outcome.status
        )
    facts |= {"form": form, "search": search}
    return render(request, "accounts/user_groups_add.html", facts, status=form.status)


def _joining(user_name: str, group_name: str) -> Step:
    words = _("Add %(user)s to %(group)s") % {"user": user_name, "group": group_name}
    return Step(words, add_user_to_group, {"user_name": user_name, "group_name": group_name})


@require_POST
def groups_remove_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Take a user out of the groups that were selected, once that was confirmed."""
    chosen = request.POST.getlist("selected")
    if not chosen:
        messages.warning(request, _("No group was selected."))
        return redirect("console-user-groups", user_name)
    steps = [_leaving(user_name, name) for name in chosen]
    facts = around(request.caller, user_name, "console-user-groups")
    lost = preview(request.caller, facts["user"].arn, leave_groups=chosen)
    facts |= {"chosen": chosen, "steps": steps, "preview": lost}
    if "confirmed" not in request.POST:
        return render(request, "accounts/user_groups_remove.html", facts)
    outcome = each(request.caller, steps)
    if outcome.is_whole:
        messages.success(request, _("The user is out of these groups."))
        return redirect("console-user-groups", user_name)
    facts["outcome"] = outcome
    return render(request, "accounts/user_groups_remove.html", facts, status=outcome.status)


def _leaving(user_name: str, group_name: str) -> Step:
    words = _("Remove %(user)s from %(group)s") % {"user": user_name, "group": group_name}
    return Step(words, remove_user_from_group, {"user_name": user_name, "group_name": group_name})


class BoundaryForm(OperationForm):
    """The policy that says what a user may have at the most."""

    permissions_boundary = boundaries.policy_field()
    operation = put_user_permissions_boundary
    blames = boundaries.BLAMES


@require_http_methods(["GET", "HEAD", "POST"])
def boundary_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Set the boundary of a user's permissions, or take it away."""
    if request.method == "POST" and "remove" in request.POST:
        return _unbounded(request, user_name)
    facts = around(request.caller, user_name)
    boundary = facts["user"].permissions_boundary
    present = boundary.permissions_boundary_arn if boundary else ""
    initial = {"permissions_boundary": request.GET.get("permissions_boundary", present)}
    given = {"user_name": user_name}
    form = BoundaryForm(request.POST or None, initial=initial, given=given)
    if form.submitted(request.caller):
        messages.success(request, _("The boundary is set and holds now."))
        return redirect("console-user", user_name)
    facts |= {"form": form, "boundary": boundary, "policies": own_policies(request.caller)}
    facts |= boundaries.previews(request, facts["user"].arn, is_bounded=bool(boundary))
    return render(request, "accounts/user_boundary.html", facts, status=form.status)


def _unbounded(request: ConsoleRequest, user_name: str) -> HttpResponse:
    delete_user_permissions_boundary(request.caller, user_name=user_name)
    words = _("The boundary is gone. The user may do all that its policies allow.")
    messages.success(request, words)
    return redirect("console-user", user_name)


@require_http_methods(["GET", "HEAD", "POST"])
def tags_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """The user's tags, which conditions in policies may ask for."""
    facts = around(request.caller, user_name, "console-user-tags")
    found = part(list_user_tags, request.caller, user_name=user_name)
    tags = found.content.tags if found.content else ()
    form = TagsForm(request.POST if request.method == "POST" else None, initial=lines(tags))
    facts |= {"form": form, "refusal": found.refusal, "tags": tags}
    if not form.is_valid():
        return render(request, "accounts/user_tags.html", facts, status=form.status)
    steps = tag_steps(
        {"user_name": user_name}, tags, form.cleaned_data["tags"], tag_user, untag_user
    )
    outcome = in_order(request.caller, steps)
    if outcome.is_whole:
        messages.success(request, _("The tags are saved."))
        return redirect("console-user-tags", user_name)
    for failure in outcome.failures:
        form.add_error("tags", failure.refusal.message)
    return render(request, "accounts/user_tags.html", facts, status=outcome.status)
