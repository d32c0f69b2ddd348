"""Creating a role: first whom it is for, then all the rest on one page that needs no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.choosing import own_policies
from accounts.console.pickers import policy_picker
from accounts.console.role_forms import (
    EXAMPLE,
    SERVICES,
    CustomForm,
    OtherAccountForm,
    OwnAccountForm,
    RoleForm,
    ServiceForm,
)
from accounts.operations.instance_profiles import (
    add_role_to_instance_profile,
    create_instance_profile,
)
from iamconsole.console.cells import Words
from iamconsole.console.steps import Step, each
from iamconsole.doors import ConsoleRequest
from policies.console.documents import is_only_checked
from policies.operations.attachments import attach_role_policy

_MACHINES = "ec2.amazonaws.com"


@dataclass(frozen=True)
class Way:
    """A sort of those who may take a role on, and the form for it."""

    name: str
    title: Words
    words: Words
    icon: str
    form: type[RoleForm]


WAYS = (
    Way(
        "account",
        gettext_lazy("This account"),
        gettext_lazy("Users and roles of this account switch to it when they need it."),
        "users",
        OwnAccountForm,
    ),
    Way(
        "other-account",
        gettext_lazy("Another account"),
        gettext_lazy("Somebody elsewhere works here: a partner, or another account of yours."),
        "building-2",
        OtherAccountForm,
    ),
    Way(
        "service",
        gettext_lazy("A service"),
        gettext_lazy("A service, or a program that runs on one, acts here without keys."),
        "network",
        ServiceForm,
    ),
    Way(
        "custom",
        gettext_lazy("A trust policy of your own"),
        gettext_lazy("Written as JSON: identity providers, several at once, any condition."),
        "file-braces",
        CustomForm,
    ),
)


@require_safe
def choose_page(request: ConsoleRequest) -> HttpResponse:
    """Whom the role is for."""
    return render(request, "accounts/role_choose.html", {"ways": WAYS})


@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest, way: str) -> HttpResponse:
    """Make the role; its policies are steps of their own."""
    chosen = next((one for one in WAYS if one.name == way), None)
    if chosen is None:
        raise Http404
    account_id = request.caller.account_id
    is_looking = is_only_checked(request) or "find" in request.POST or "as-json" in request.POST
    is_sent = request.method == "POST" and not is_looking
    form = chosen.form(
        request.POST if is_sent else None,
        initial=_start(request, chosen) | (request.POST.dict() if is_looking else {}),
        account_id=account_id,
    )
    if is_sent and form.submitted(request.caller):
        return _filled(request, form)
    facts: dict[str, Any] = {
        "form": form,
        "way": chosen,
        "preview": _trust(request, chosen) if is_only_checked(request) else "",
        "services": SERVICES,
        "own_policies": own_policies(request.caller),
        "policies": policy_picker(request.caller, request.POST),
    }
    return render(request, "accounts/role_create.html", facts, status=form.status)


def _start(request: ConsoleRequest, way: Way) -> dict[str, str]:
    """What a form begins with: of a text, what was filled in before it, or an example."""
    if way.form is not CustomForm:
        return {}
    before = next((one for one in WAYS if one.name == request.POST.get("as-json")), way)
    text = _trust(request, before) or EXAMPLE % request.caller.account_id
    return {"policy_document": text}


def _trust(request: ConsoleRequest, way: Way) -> str:
    """The trust policy as it is filled in so far, where it can be told."""
    if way.form is CustomForm:
        return ""
    draft = way.form(request.POST, account_id=request.caller.account_id)
    return "" if set(draft.errors) & set(way.form.of_trust) else draft.trust()


def _filled(request: ConsoleRequest, form: RoleForm) -> HttpResponse:
    """Give it what was chosen. The role is there by now, whatever becomes of that."""
    name = form.result.role.role_name
    outcome = each(request.caller, _steps(request, form, name))
    if outcome.is_whole:
        messages.success(request, _("The role %(name)s is created.") % {"name": name})
        return redirect("console-role", name)
    facts = {"role_name": name, "outcome": outcome}
    return render(request, "accounts/role_created.html", facts, status=outcome.status)


def _steps(request: ConsoleRequest, form: RoleForm, role_name: str) -> Iterator[Step]:
    for arn in request.POST.getlist("policies"):
        words = _("Attach %(name)s") % {"name": arn.rpartition("/")[2]}
        yield Step(words, attach_role_policy, {"role_name": role_name, "policy_arn": arn})
    if form.cleaned_data.get("service") == _MACHINES:
        profile = {"instance_profile_name": role_name}
        words = _("Make the instance profile %(name)s") % {"name": role_name}
        yield Step(words, create_instance_profile, profile)
        words = _("Let the instance profile carry the role")
        yield Step(words, add_role_to_instance_profile, profile | {"role_name": role_name})
