"""Writing policies: a new one, and a new version of one there is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from iamconsole.caller import Caller
from iamconsole.console.drafts import (
    POLICY,
    POLICY_VERSION,
    DraftBox,
    back_with,
    box,
    finish,
    initial,
)
from iamconsole.console.forms import TagsField
from iamconsole.console.table_specs import Column, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import ConcurrentModification, Refused
from policies.console import addresses
from policies.console.details import around, version_of
from policies.console.differences import differences
from policies.console.documents import BLANK, DocumentForm, is_only_checked, rebased
from policies.console.lists import KIND, SCOPE, USES, copy_link, counted
from policies.console.versions import oldest_first, versions_of
from policies.history_shapes import PolicyVersionFactsShape
from policies.operations.managed import create_policy, get_policy, search_policies
from policies.operations.versions import (
    delete_policy_version,
    get_policy_version,
    save_policy_version,
)
from policies.rules import MAX_MANAGED_SIZE, MAX_VERSIONS
from policies.shapes import PolicyShape


class PolicyForm(DocumentForm):
    """A new managed policy."""

    operation = create_policy
    limit = MAX_MANAGED_SIZE
    is_managed = True
    field_order = ("policy_name", "policy_document", "description", "path", "tags")

    policy_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=128,
        help_text=gettext_lazy(
            "Letters, digits and + = , . @ _ -, up to 128. It cannot be changed later."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("What it is for. It cannot be changed later."),
    )
    path = forms.CharField(
        label=gettext_lazy("Path"),
        required=False,
        help_text=gettext_lazy("Begins and ends with a slash, such as /engineering/."),
        widget=forms.TextInput(attrs={"class": "input-mono", "spellcheck": "false"}),
    )
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("One key=value a line."),
    )


class VersionForm(DocumentForm):
    """A new version of a policy. `based_on` is the newest version its author had seen."""

    operation = save_policy_version
    limit = MAX_MANAGED_SIZE
    is_managed = True
    removed = ""

    based_on = forms.CharField(required=False, widget=forms.HiddenInput)
    set_as_default = forms.BooleanField(
        label=gettext_lazy("Make it the default version"),
        help_text=gettext_lazy("It then holds at once for everyone who has the policy."),
        required=False,
    )
    version_note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=256,
        help_text=gettext_lazy("What this version is for. It stands in the list of versions."),
    )
    remove_version = forms.ChoiceField(
        label=gettext_lazy("Which version is to go"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A policy keeps five versions, and all five are taken."),
    )

    def __init__(
        self, *args: Any, versions: tuple[PolicyVersionFactsShape, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.newest = versions[0].version_id if versions else ""
        if len(versions) < MAX_VERSIONS:
            del self.fields["remove_version"]
            return
        going = oldest_first(versions)
        choice: Any = self.fields["remove_version"]
        choice.choices = [(version.version_id, _age(version)) for version in going]
        choice.initial = going[0].version_id

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody saved a version since this text was begun."""
        return self.is_bound and self.data.get("based_on", "") not in ("", self.newest)

    def params(self) -> dict[str, Any]:
        ours = ("based_on", "remove_version")
        return {name: value for name, value in super().params().items() if name not in ours}

    def submitted(self, caller: Caller) -> bool:
        """Make room if there is none, then save; `removed` tells that room was made."""
        if not self.is_valid():
            return False
        if going := self.cleaned_data.get("remove_version"):
            arn = self.given["policy_arn"]
            try:
                delete_policy_version(caller, policy_arn=arn, version_id=going)
            except Refused as refusal:
                self.request_id = caller.origin.request_id
                self.show(refusal)
                return False
            self.removed = going
        return super().submitted(caller)


def _age(version: PolicyVersionFactsShape) -> str:
    day = version.create_date.date().isoformat()
    return _("%(version)s, saved %(day)s") % {"version": version.version_id, "day": day}


@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest) -> HttpResponse:
    """Write a policy, from nothing or from a copy of another."""
    draft = box(request, POLICY)
    if is_only_checked(request):
        form = PolicyForm(initial=request.POST.dict())
    elif request.method == "POST":
        form = PolicyForm(request.POST)
        if form.submitted(request.caller):
            policy = form.result.policy
            finish(request)
            messages.success(request, _("%(name)s is saved.") % {"name": policy.policy_name})
            back = back_with(request, "policy", policy.arn)
            return redirect(back) if back else redirect("console-policy", policy.arn)
    else:
        start = initial(draft.begun) or _start(request.caller, request.GET.get("from", ""))
        form = PolicyForm(initial=start)
    facts = {"form": form, "draft": draft}
    return render(request, "policies/policy_create.html", facts, status=form.status)


def _start(caller: Caller, copied_arn: str) -> dict[str, str]:
    """What the form begins with: an example, or the text of the policy that is copied."""
    if not copied_arn:
        return {"policy_document": BLANK}
    policy = get_policy(caller, policy_arn=copied_arn).policy
    version = get_policy_version(
        caller, policy_arn=copied_arn, version_id=policy.default_version_id
    ).policy_version
    name = f"{addresses.name_in(copied_arn)[:123]}-copy"
    return {
        "policy_name": name,
        "policy_document": version.document or "",
        "description": policy.description or "",
    }


COPIED: TableSpec[PolicyShape] = TableSpec(
    name="copied",
    caption=gettext_lazy("Policies to start from"),
    search=gettext_lazy("Name or path"),
    sort="name",
    counted=counted,
    filters=(SCOPE,),
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda policy: policy.policy_name,
            cell=copy_link,
            is_sorted=True,
        ),
        KIND,
        USES,
    ),
)


@require_safe
def copy_page(request: ConsoleRequest) -> HttpResponse:
    """Choose the policy that a new one starts from."""
    state = COPIED.state(request)
    found = search_policies.perform(request.caller, state.params())
    table = Table(state=state, rows=found.policies, count=found.count, is_more=found.is_more)
    return render(request, "policies/policy_copy.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Write a new version, beginning with the text of another."""
    facts = around(request.caller, policy_arn, "")
    listed = versions_of(request.caller, facts)
    versions = listed.content.versions if listed.content else ()
    begun = version_of(request.caller, facts["policy"], request.GET.get("version", ""))
    draft = box(request, POLICY_VERSION, policy_arn)
    form = _version_form(request, draft, versions, _text(begun))
    form.saved = _text(begun)
    facts |= {"form": form, "begun": begun, "draft": draft}
    if request.method == "POST" and not is_only_checked(request):
        if form.is_overtaken:
            return _overtaken_page(request, facts, form)
        if form.submitted(request.caller):
            finish(request)
            return _saved(request, policy_arn, form)
    return render(request, "policies/policy_edit.html", facts, status=form.status)


def _version_form(
    request: ConsoleRequest,
    draft: DraftBox,
    versions: tuple[PolicyVersionFactsShape, ...],
    text: str,
) -> VersionForm:
    newest = versions[0].version_id if versions else ""
    start = {"policy_document": text, "set_as_default": True, "based_on": newest}
    if draft.begun:
        is_default = bool(draft.begun.value("set_as_default"))
        start |= initial(draft.begun) | {"set_as_default": is_default}
    given = {"policy_arn": draft.subject}
    if is_only_checked(request):
        sent = request.POST.dict() | {"set_as_default": "set_as_default" in request.POST}
        return VersionForm(initial=sent, versions=versions, given=given)
    data = request.POST if request.method == "POST" else None
    return VersionForm(data, initial=start, versions=versions, given=given)


def _text(version: Any) -> str:
    return version.content.policy_version.document if version.content else ""


def _overtaken_page(
    request: ConsoleRequest, facts: dict[str, Any], form: VersionForm
) -> HttpResponse:
    """Both texts, theirs and yours: saving again is then a decision."""
    theirs = version_of(request.caller, facts["policy"], form.newest)
    form.data = rebased(request.POST, form.newest)
    facts |= {"theirs": form.newest, "lines": differences(_text(theirs), form.text)}
    status = ConcurrentModification.status
    return render(request, "policies/policy_edit.html", facts, status=status)


def _saved(request: ConsoleRequest, policy_arn: str, form: VersionForm) -> HttpResponse:
    version = form.result.policy_version
    words = (
        _("Version %(version)s is saved and holds now.")
        if version.is_default_version
        else _("Version %(version)s is saved. It does not hold until it is made the default.")
    )
    messages.success(request, words % {"version": version.version_id})
    if form.removed:
        gone = _("Version %(version)s is deleted to make room.")
        messages.info(request, gone % {"version": form.removed})
    return redirect("console-policy-versions", policy_arn)
