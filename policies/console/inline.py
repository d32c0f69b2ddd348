"""Policies written into one user, group or role: the same editor, and no versions."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import ConcurrentModification, EntityAlreadyExists, NoSuchEntity, Refused
from policies.console.access_changes import preview_for
from policies.console.differences import differences
from policies.console.documents import BLANK, DocumentForm, is_only_checked, rebased
from policies.console.holders import Holder
from policies.engine import size

# More than fit into any user's, group's or role's share.
_MOST_READ = 100


class InlineForm(DocumentForm):
    """The text of an inline policy. `based_on` is the digest of the text it began with.

    All of a holder's share a limit, of which `taken` is used by the others.
    """

    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, holder: Holder, taken: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holder = holder
        left = max(holder.inline_limit - taken, 1)
        self.limit = left  # type: ignore[misc]  # a holder's, not the class's
        words = holder.inline_words % {"limit": cells.number(holder.inline_limit)}
        if taken:
            words += " " + _("The others take %(taken)s of them.") % {"taken": cells.number(taken)}
        self.fields["policy_document"].help_text = words

    def params(self) -> dict[str, Any]:
        return {name: value for name, value in super().params().items() if name != "based_on"}

    def submitted(self, caller: Caller) -> bool:
        if not self.is_valid():
            return False
        try:
            self.holder.put_inline.perform(caller, self.params())
        except Refused as refusal:
            self.request_id = caller.origin.request_id
            self.show(refusal)
        return not self.errors


class NewInlineForm(InlineForm):
    """An inline policy that is not there yet."""

    policy_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=128,
        help_text=gettext_lazy("Letters, digits and + = , . @ _ -. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest, name: str, holder: Holder) -> HttpResponse:
    """Write a policy into a user, group or role."""
    given = holder.named(name)
    data = request.POST if request.method == "POST" and not is_only_checked(request) else None
    initial = request.POST.dict() if is_only_checked(request) else {"policy_document": BLANK}
    taken = _taken_by_others(request.caller, holder, name)
    form = NewInlineForm(data, initial=initial, holder=holder, taken=taken, given=given)
    if not holder.list_inline.is_open_to(request.caller, **given):
        form.fields["policy_name"].help_text += " " + _(
            "You may not see which policies are here: one of that name would be replaced."
        )
    if form.is_valid() and _is_taken(request.caller, holder, name, form):
        # Putting a policy overwrites one of that name, which nobody means who creates one.
        words = _("A policy of that name is here already. Open it to change it.")
        form.show(EntityAlreadyExists(words))
    elif form.submitted(request.caller):
        policy_name = form.cleaned_data["policy_name"]
        messages.success(request, _("%(name)s is saved.") % {"name": policy_name})
        return redirect(holder.address(name))
    return _editor(request, holder, name, form, policy_name="")


def _is_taken(caller: Caller, holder: Holder, name: str, form: NewInlineForm) -> bool:
    """Whether a policy of that name is there, as far as the caller may know."""
    wanted = form.cleaned_data["policy_name"]
    found = part(holder.list_inline, caller, **holder.named(name), max_items=1000)
    if found.content:
        return wanted.lower() in {one.lower() for one in found.content.policy_names}
    try:
        return part(holder.get_inline, caller, **form.given, policy_name=wanted).content is not None
    except NoSuchEntity:
        return False


def _taken_by_others(caller: Caller, holder: Holder, name: str, apart_from: str = "") -> int:
    """How long the holder's other inline policies are, as far as the caller may read them.

    Saving counts them all, whoever may read them.
    """
    if not holder.list_inline.is_open_to(caller, **holder.named(name)):
        return 0
    listed = holder.list_inline.perform(caller, holder.named(name) | {"max_items": _MOST_READ})
    others = [one for one in listed.policy_names if one.lower() != apart_from.lower()]
    taken = 0
    for one in others:
        found = part(holder.get_inline, caller, **holder.named(name), policy_name=one)
        if found.content is None:
            break
        taken += size(found.content.policy_document)
    return taken


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: ConsoleRequest, name: str, policy_name: str, holder: Holder) -> HttpResponse:
    """Read an inline policy, and write it anew."""
    given = holder.named(name) | {"policy_name": policy_name}
    stored = holder.get_inline.perform(request.caller, given).policy_document
    initial = {"policy_document": stored, "based_on": _digest(stored)}
    if is_only_checked(request):
        initial |= request.POST.dict()
    data = request.POST if request.method == "POST" and not is_only_checked(request) else None
    taken = _taken_by_others(request.caller, holder, name, policy_name)
    form = InlineForm(data, initial=initial, holder=holder, taken=taken, given=given)
    form.saved = stored
    if data is not None and data.get("based_on") not in ("", None, _digest(stored)):
        return _overtaken(request, holder, name, form, stored)
    if form.submitted(request.caller):
        words = _("%(name)s is saved and holds now.")
        messages.success(request, words % {"name": policy_name})
        return redirect(holder.address(name))
    return _editor(request, holder, name, form, policy_name=policy_name)


def _overtaken(
    request: ConsoleRequest, holder: Holder, name: str, form: InlineForm, stored: str
) -> HttpResponse:
    """Both texts: saving again is then a decision."""
    form.data = rebased(request.POST, _digest(stored))
    theirs = {"lines": differences(stored, form.text), "is_overtaken": True}
    status = ConcurrentModification.status
    policy_name = form.given["policy_name"]
    return _editor(request, holder, name, form, policy_name=policy_name, status=status, **theirs)


def _editor(
    request: ConsoleRequest,
    holder: Holder,
    name: str,
    form: InlineForm,
    *,
    policy_name: str,
    status: int = 0,
    **facts: Any,
) -> HttpResponse:
    facts |= {
        "form": form,
        "holder": holder,
        "name": name,
        "purpose": holder.inline_purpose % {"name": name},
        "policy_name": policy_name,
        "back": holder.address(name),
        "delete": holder.url("inline-delete", name, policy_name) if policy_name else "",
    }
    return render(request, "policies/inline.html", facts, status=status or form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(
    request: ConsoleRequest, name: str, policy_name: str, holder: Holder
) -> HttpResponse:
    """Show an inline policy once more, then delete it: it exists nowhere else."""
    given = holder.named(name) | {"policy_name": policy_name}
    if request.method == "POST":
        holder.delete_inline.perform(request.caller, given)
        messages.success(request, _("%(name)s is deleted.") % {"name": policy_name})
        return redirect(holder.address(name))
    facts = {
        "holder": holder,
        "name": name,
        "policy_name": policy_name,
        "back": holder.address(name),
        "document": part(holder.get_inline, request.caller, **given),
        "preview": preview_for(
            request.caller, holder.kind, name, delete_inline_policies=[policy_name]
        ),
    }
    return render(request, "policies/inline_delete.html", facts)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
