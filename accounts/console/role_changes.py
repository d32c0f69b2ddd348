"""What can be changed about a role: what it is said to be for, its boundary, its tags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.console import boundaries
from accounts.console.choosing import own_policies
from accounts.console.roles import around, duration_words
from accounts.console.tags import TagsForm, lines, tag_steps
from accounts.operations.roles import list_role_tags, tag_role, untag_role, update_role
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import part
from iamconsole.console.steps import in_order
from iamconsole.doors import ConsoleRequest
from policies.operations.boundaries import (
    delete_role_permissions_boundary,
    put_role_permissions_boundary,
)

_HOURS = (1, 2, 4, 8, 12)


def durations(present: int = 0) -> list[tuple[int, str]]:
    """Lengths of sessions to choose from, with the one there is."""
    offered = sorted({*(hours * 3600 for hours in _HOURS), *([present] if present else [])})
    return [(seconds, duration_words(seconds)) for seconds in offered]


class DurationField(forms.ChoiceField):
    """How long a session of a role may last."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("A session lasts at most"),
            help_text=gettext_lazy("Whoever takes the role on may ask for less."),
            choices=durations,
            **kwargs,
        )


class EditForm(OperationForm):
    """What a role is for, and how long its sessions may last."""

    operation = update_role

    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    max_session_duration = DurationField()

    def __init__(self, *args: Any, present: int, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["max_session_duration"]
        field.choices = durations(present)
        if not is_own:
            del self.fields["max_session_duration"]

    def params(self) -> dict[str, Any]:
        # An empty description is one, too: what is left out would stay.
        return {"description": self.cleaned_data["description"]} | super().params()


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """Say anew what the role is for, or how long its sessions may last."""
    facts = around(request.caller, role_name)
    role = facts["role"]
    form = EditForm(
        request.POST if request.method == "POST" else None,
        initial={
            "description": role.description or "",
            "max_session_duration": role.max_session_duration,
        },
        given={"role_name": role_name},
        present=role.max_session_duration or 0,
        is_own=facts["is_own"],
    )
    if form.submitted(request.caller):
        messages.success(request, _("The role is changed. Sessions that there are go on."))
        return redirect("console-role", role_name)
    return render(request, "accounts/role_edit.html", facts | {"form": form}, status=form.status)


class BoundaryForm(OperationForm):
    """The policy that says what sessions of a role may have at the most."""

    permissions_boundary = boundaries.policy_field()
    operation = put_role_permissions_boundary
    blames = boundaries.BLAMES


@require_http_methods(["GET", "HEAD", "POST"])
def boundary_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """Set the boundary of a role's permissions, or take it away."""
    if request.method == "POST" and "remove" in request.POST:
        delete_role_permissions_boundary(request.caller, role_name=role_name)
        words = _("The boundary is gone. Sessions may do all that the role's policies allow.")
        messages.success(request, words)
        return redirect("console-role", role_name)
    facts = around(request.caller, role_name, "console-role")
    boundary = facts["role"].permissions_boundary
    present = boundary.permissions_boundary_arn if boundary else ""
    initial = {"permissions_boundary": request.GET.get("permissions_boundary", present)}
    form = BoundaryForm(request.POST or None, initial=initial, given={"role_name": role_name})
    if form.submitted(request.caller):
        messages.success(request, _("The boundary is set and holds now."))
        return redirect("console-role", role_name)
    facts |= {"form": form, "boundary": boundary, "policies": own_policies(request.caller)}
    facts |= boundaries.previews(request, facts["role"].arn, is_bounded=bool(boundary))
    return render(request, "accounts/role_boundary.html", facts, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def tags_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """The role's tags, which its sessions carry and conditions may ask for."""
    facts = around(request.caller, role_name, "console-role-tags")
    found = part(list_role_tags, request.caller, role_name=role_name)
    tags = found.content.tags if found.content else ()
    form = TagsForm(request.POST if request.method == "POST" else None, initial=lines(tags))
    facts |= {"form": form, "refusal": found.refusal, "tags": tags}
    if not form.is_valid():
        return render(request, "accounts/role_tags.html", facts, status=form.status)
    given = {"role_name": role_name}
    steps = tag_steps(given, tags, form.cleaned_data["tags"], tag_role, untag_role)
    outcome = in_order(request.caller, steps)
    if outcome.is_whole:
        messages.success(request, _("The tags are saved."))
        return redirect("console-role-tags", role_name)
    for failure in outcome.failures:
        form.add_error("tags", failure.refusal.message)
    return render(request, "accounts/role_tags.html", facts, status=outcome.status)
