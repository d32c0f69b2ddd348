"""Creating a group, with its first members and policies, in one page that needs no script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.users import search_users
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import part
from iamconsole.console.steps import Step, each
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied
from policies.operations.attachments import attach_group_policy
from policies.operations.managed import search_policies

_OFFERED = 10


@dataclass(frozen=True)
class Option:
    """Something to choose: what is sent for it, what it is called, and what stands beside that."""

    value: str
    words: str
    beside: str = ""


@dataclass(frozen=True)
class Picker:
    """Choosing from a long list: those chosen so far, and those a search offers."""

    name: str
    text: str
    chosen: tuple[Option, ...]
    offered: tuple[Option, ...]
    refusal: AccessDenied | None = None


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
    is_searching = "find" in sent
    if is_searching:
        form = CreateForm(initial=sent.dict())
    else:
        form = CreateForm(sent if request.method == "POST" else None)
        if form.submitted(request.caller):
            return _filled(request, form.result.group.group_name)
    facts: dict[str, Any] = {
        "form": form,
        "members": _users(request.caller, sent),
        "policies": _policies(request.caller, sent),
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


def _users(caller: Caller, sent: QueryDict) -> Picker:
    text, chosen = sent.get("members_text", ""), sent.getlist("members")
    found = part(search_users, caller, search=text[:200], page_size=_OFFERED)
    rows = found.content.rows if found.content else ()
    offered = (Option(row.user.user_name or "", row.user.user_name or "") for row in rows)
    return _picker("members", text, (Option(name, name) for name in chosen), offered, found.refusal)


def _policies(caller: Caller, sent: QueryDict) -> Picker:
    text, chosen = sent.get("policies_text", ""), sent.getlist("policies")
    scope = "All" if text else "Local"
    found = part(search_policies, caller, search=text[:200], scope=scope, page_size=_OFFERED)
    rows = found.content.policies if found.content else ()
    offered = (_policy_option(policy.arn) for policy in rows)
    return _picker("policies", text, map(_policy_option, chosen), offered, found.refusal)


def _policy_option(arn: str) -> Option:
    kind = _("AWS managed") if arn.startswith("arn:aws:iam::aws:") else _("Yours")
    return Option(arn, arn.rpartition("/")[2], kind)


def _picker(
    name: str,
    text: str,
    chosen: Iterable[Option],
    offered: Iterable[Option],
    refusal: AccessDenied | None,
) -> Picker:
    kept = tuple(chosen)
    return Picker(name, text, kept, tuple(one for one in offered if one not in kept), refusal)
