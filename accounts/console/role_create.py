"""Creating a role: whom it is for, what it may do, what it is called, and a last look at it all.

What is filled in is kept as a draft from page to page; nothing is made before the last one.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.choosing import group_choices, own_policies
from accounts.console.pickers import is_searching, policy_picker, user_picker
from accounts.console.role_forms import EXAMPLE, SERVICES, CustomForm, RoleForm
from accounts.console.role_ways import WAYS, Way, way_called
from accounts.operations.oidc_providers import list_open_id_connect_providers
from accounts.operations.saml_providers import list_saml_providers
from accounts.signin.drafts import Begun, find, waiting
from iamconsole.caller import Caller
from iamconsole.console.drafts import ROLE, STAGE, DraftBox, as_sent, box, detour, keep
from iamconsole.console.parts import part
from iamconsole.console.wizard import Shown, Stage, stages_at
from iamconsole.doors import ConsoleRequest
from policies.console.documents import is_only_checked

TITLES = (
    ("trust", gettext_lazy("Who may take it on")),
    ("permissions", gettext_lazy("What it may do")),
    ("name", gettext_lazy("What it is called")),
    ("review", gettext_lazy("A last look")),
)


@require_safe
def choose_page(request: ConsoleRequest) -> HttpResponse:
    """Whom the role is for; or to go on with one that was begun."""
    begun = waiting(request.caller, ROLE.name)
    drafts = DraftBox(ROLE, "", None, begun)
    return render(request, "accounts/role_choose.html", {"ways": WAYS, "draft": drafts})


@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest, way: str) -> HttpResponse:
    """Whom it trusts."""
    chosen = way_called(way)
    if chosen is None:
        raise Http404
    draft = box(request, ROLE, way)
    is_looking = is_only_checked(request) or "as-json" in request.POST
    if request.method == "POST" and not is_looking:
        form = form_of(request.caller, chosen, request.POST, "trust")
        if form.is_valid():
            token = keep(request, ROLE, way)
            return redirect("console-role-create-permissions", token)
    else:
        form = _begun_form(request, chosen, draft)
    return trust_stage(request, chosen, form, draft)


def trust_stage(
    request: ConsoleRequest, way: Way, form: RoleForm, draft: DraftBox, status: int = 0
) -> HttpResponse:
    """The page of whom a role trusts, with what is wrong about it so far."""
    preview, warning = _trust(request.caller, way, draft.content or QueryDict()), ""
    if request.method == "POST":
        preview = ""
    if is_only_checked(request):
        preview = _trust(request.caller, way, request.POST)
        filled = form_of(request.caller, way, request.POST, "trust")
        warning = filled.warning if filled.is_valid() else ""
    facts = {
        "form": form,
        "way": way,
        "draft": draft,
        "stages": stages_of(draft.begun, "trust"),
        "preview": preview,
        "warning": warning,
        "services": SERVICES,
        "providers": _providers(request.caller, way),
    }
    return render(request, "accounts/role_create.html", facts, status=status or form.status)


def _begun_form(request: ConsoleRequest, way: Way, draft: DraftBox) -> RoleForm:
    """The form with what it begins with: what was sent to be looked at, a draft, or an example."""
    start: dict[str, Any] = {}
    if way.form is CustomForm:
        before = way_called(request.POST.get("as-json", "")) or way
        text = _trust(request.caller, before, request.POST)
        start = {"policy_document": text or EXAMPLE % request.caller.account_id}
    if request.method == "POST" and "as-json" not in request.POST:
        start |= request.POST.dict()
    elif draft.content:
        start |= {name: value for name, value in draft.content.dict().items() if value}
    form = way.form(initial=start, account_id=request.caller.account_id)
    form.keep_only(way.form.of_trust)
    return form


def form_of(caller: Caller, way: Way, sent: Any, stage: str = "") -> RoleForm:
    """The form of a way with what was sent: all of it, or the fields of one page."""
    form = way.form(sent, account_id=caller.account_id)
    if stage:
        form.keep_only(way.form.of_trust if stage == "trust" else ROLE.stages[stage])
    return form


def _trust(caller: Caller, way: Way, sent: Any) -> str:
    """The trust policy as it is filled in so far, where it can be told."""
    if way.form is CustomForm:
        return ""
    form = form_of(caller, way, sent, "trust")
    return form.trust() if form.is_valid() else ""


def _providers(caller: Caller, way: Way) -> list[str]:
    """The account's identity providers, for those who may list them."""
    if way.name == "web-identity":
        found = part(list_open_id_connect_providers, caller).content
        return [one.arn for one in found.open_id_connect_provider_list] if found else []
    if way.name == "saml":
        listed = part(list_saml_providers, caller).content
        return [one.arn for one in listed.saml_provider_list] if listed else []
    return []


def stages_of(begun: Begun | None, current: str) -> tuple[Shown, ...]:
    """All pages of the wizard as one of them shows them."""
    stages = [Stage(name, title, _address(begun, name)) for name, title in TITLES]
    if begun is None:
        return stages_at(stages, current, "")
    reached = "review" if begun.value("role_name") else begun.value(STAGE)
    return stages_at(stages, current, reached)


def _address(begun: Begun | None, stage: str) -> str:
    if begun is None:
        return ""
    if stage == "trust":
        address = reverse("console-role-create-for", args=[begun.subject])
        return f"{address}?draft={begun.token}"
    return reverse(f"console-role-create-{stage}", args=[begun.token])


def begun_role(request: ConsoleRequest, token: str) -> tuple[Begun, Way]:
    """The draft of an address, and the way it goes. Raises Http404 for one that is gone."""
    begun = find(request.caller, token)
    way = way_called(begun.subject) if begun and begun.kind == ROLE.name else None
    if begun is None or way is None:
        raise Http404
    return begun, way


@require_http_methods(["GET", "HEAD", "POST"])
def permissions_page(request: ConsoleRequest, token: str) -> HttpResponse:
    """What sessions of it get, and who gets to switch to it."""
    begun, way = begun_role(request, token)
    if "nested" in request.POST:
        return detour(request, ROLE, begun.subject, "console-policy-create")
    if is_searching(request.POST):
        keep(request, ROLE, begun.subject)
        return permissions_stage(request, begun, way, None)
    form = None
    if request.method == "POST":
        form = form_of(request.caller, way, request.POST, "permissions")
        if form.is_valid():
            keep(request, ROLE, begun.subject)
            return redirect("console-role-create-name", token)
    return permissions_stage(request, begun, way, form)


def permissions_stage(
    request: ConsoleRequest, begun: Begun, way: Way, form: RoleForm | None, status: int = 0
) -> HttpResponse:
    """The page of what a role may do, with what is wrong about it so far."""
    sent = request.POST if is_searching(request.POST) else as_sent(begun)
    if form is None:
        form = way.form(initial=sent.dict(), account_id=request.caller.account_id)
        form.keep_only(ROLE.stages["permissions"])
    groups, refusal = group_choices(request.caller)
    facts = {
        "form": form,
        "way": way,
        "draft": DraftBox(ROLE, begun.subject, begun, ()),
        "stages": stages_of(begun, "permissions"),
        "policies": policy_picker(request.caller, sent),
        "own_policies": own_policies(request.caller),
        "can_switch": way.name == "account" and not begun.value("named"),
        "groups": groups,
        "groups_refusal": refusal,
        "switching": sent.getlist("switching_groups"),
        "users": user_picker(request.caller, sent),
    }
    template = "accounts/role_create_permissions.html"
    return render(request, template, facts, status=status or form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def name_page(request: ConsoleRequest, token: str) -> HttpResponse:
    """What it is called."""
    begun, way = begun_role(request, token)
    sent = request.POST if request.method == "POST" else None
    form = form_of(request.caller, way, sent, "name")
    if sent is not None and form.is_valid():
        keep(request, ROLE, begun.subject)
        return redirect("console-role-create-review", token)
    if sent is None:
        initial = {name: value for name, value in as_sent(begun).dict().items() if value}
        form.initial = initial
    return name_stage(request, begun, way, form)


def name_stage(
    request: ConsoleRequest, begun: Begun, way: Way, form: RoleForm, status: int = 0
) -> HttpResponse:
    """The page of what a role is called, with what is wrong about it so far."""
    facts = {
        "form": form,
        "way": way,
        "draft": DraftBox(ROLE, begun.subject, begun, ()),
        "stages": stages_of(begun, "name"),
    }
    return render(request, "accounts/role_create_name.html", facts, status=status or form.status)
