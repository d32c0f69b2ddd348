"""A role's trust policy: whom it lets in, in words and as its text, and the editor of that."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.roles import around, trusted_of
from accounts.console.trusted import laid_out
from accounts.operations.roles import update_assume_role_policy
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import ConcurrentModification
from policies.console.differences import differences
from policies.console.documents import DocumentField, DocumentForm, is_only_checked, rebased
from policies.engine import Kind
from policies.operations.takers import get_role_takers
from policies.rules import MAX_TRUST_SIZE


class TrustField(DocumentField):
    """The text of a trust policy."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Trust policy"),
            help_text=gettext_lazy(
                "Whom you name must be there: AWS and this directory keep the unique ID, not the "
                "name."
            ),
        )


class TrustForm(DocumentForm):
    """A trust policy, written anew. `based_on` is the digest of the text it began with."""

    operation = update_assume_role_policy
    limit = MAX_TRUST_SIZE
    kind = Kind.TRUST

    policy_document = TrustField()
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def params(self) -> dict[str, Any]:
        return {name: value for name, value in super().params().items() if name != "based_on"}


@require_safe
def trust_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """Whom the role lets in."""
    facts = around(request.caller, role_name, "console-role-trust")
    facts["document"] = laid_out(facts["role"].assume_role_policy_document or "")
    facts["takers"] = takers = part(get_role_takers, request.caller, role_name=role_name)
    gone = takers.content.gone if takers.content else ()
    known = {one.unique_id: one for one in gone}
    facts["trusted"] = [(one, known.get(one.name)) for one in trusted_of(facts["role"])]
    return render(request, "accounts/role_trust.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """Write the trust policy anew."""
    facts = around(request.caller, role_name, "console-role-trust")
    stored = facts["role"].assume_role_policy_document or ""
    initial = {"policy_document": laid_out(stored), "based_on": _digest(stored)}
    if is_only_checked(request):
        initial |= request.POST.dict()
    data = request.POST if request.method == "POST" and not is_only_checked(request) else None
    form = TrustForm(data, initial=initial, given={"role_name": role_name})
    form.saved = laid_out(stored)
    facts["form"] = form
    if data is not None and data.get("based_on") not in ("", None, _digest(stored)):
        form.data = rebased(request.POST, _digest(stored))
        facts["lines"] = differences(stored, form.text)
        status = ConcurrentModification.status
        return render(request, "accounts/role_trust_edit.html", facts, status=status)
    if form.submitted(request.caller):
        messages.success(request, _("The trust policy is saved. Sessions that there are go on."))
        return redirect("console-role-trust", role_name)
    return render(request, "accounts/role_trust_edit.html", facts, status=form.status)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
