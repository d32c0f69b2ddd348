"""Creating a group, with its first members and policies, in one page that needs no script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.console.pickers import is_searching, policy_picker, user_picker
from accounts.operations.groups import add_user_to_group, create_group
from iamconsole.console.forms import OperationForm
from iamconsole.console.steps import Step, each
from iamconsole.doors import ConsoleRequest
from policies.operations.attachments import attach_group_policy


class CreateForm(OperationForm):
    """A new group."""

    operation = create_group
    blames = {"EntityAlreadyExists": "group_name"}

    group_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=128,
        help_text=gettext_lazy("Letters, digits and + = , . @ _ -, up to 128."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    path = forms.CharField(
        label=gettext_lazy("Path"),
        required=False,
        max_length=512,
        help_text=gettext_lazy("Begins and ends with a slash, such as /engineering/."),
        widget=forms.TextInput(attrs={"class": "input-mono", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest) -> HttpResponse:
    """Make a group; its members and policies are steps of their own."""
    sent = request.POST
    if is_searching(sent):
        form = CreateForm(initial=sent.dict())
    else:
        form = CreateForm(sent if request.method == "POST" else None)
        if form.submitted(request.caller):
            return _filled(request, form.result.group.group_name)
    facts: dict[str, Any] = {
        "form": form,
        "members": user_picker(request.caller, sent),
        "policies": policy_picker(request.caller, sent),
    }
    return render(request, "accounts/group_create.html", facts, status=form.status)


def _filled(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """Put in those who were chosen. The group is there by now, whatever becomes of them."""
    outcome = each(request.caller, _steps(group_name, request.POST))
    if outcome.is_whole:
        messages.success(request, _("The group %(name)s is created.") % {"name": group_name})
        return redirect("console-group", group_name)
    facts = {"group_name": group_name, "outcome": outcome}
    return render(request, "accounts/group_created.html", facts, status=outcome.status)


def _steps(group_name: str, sent: QueryDict) -> Iterable[Step]:
    for user_name in sent.getlist("members"):
        params = {"group_name": group_name, "user_name": user_name}
        yield Step(_("Add %(name)s") % {"name": user_name}, add_user_to_group, params)
    for arn in sent.getlist("policies"):
        params = {"group_name": group_name, "policy_arn": arn}
        name = arn.rpartition("/")[2]
        yield Step(_("Attach %(name)s") % {"name": name}, attach_group_policy, params)
