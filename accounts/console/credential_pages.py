"""Pages to add, switch, reset and delete a credential of any kind.

Like those of access keys: they take the name of a user, or are about whoever is signed in.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.console.credential_kinds import Kind, one_of, whose
from accounts.console.owners import Owner
from accounts.operations.service_specific_credentials import reset_service_specific_credential
from accounts.shapes import ServiceSpecificCredentialShape
from iamconsole.doors import ConsoleRequest


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest, kind: Kind, user_name: str = "") -> HttpResponse:
    """Add a credential of a kind. If it has a secret, show that this once."""
    owner = Owner(request.caller, user_name)
    form = kind.form(request.POST or None, given=whose(owner))
    if not form.submitted(request.caller):
        heading = kind.creating % {"name": owner.name}
        facts = {"owner": owner, "kind": kind, "form": form, "heading": heading}
        return render(request, "accounts/credential_create.html", facts, status=form.status)
    if kind.has_secret:
        return _shown_once(request, owner, form.result.service_specific_credential)
    messages.success(request, _("It is added, and holds from now on."))
    return redirect(owner.address)


@require_POST
def switch(
    request: ConsoleRequest, kind: Kind, credential_id: str, user_name: str = ""
) -> HttpResponse:
    """Switch a credential on or off."""
    owner, status = Owner(request.caller, user_name), request.POST.get("status")
    asked = {kind.id_parameter: credential_id, "status": status}
    kind.update.perform(request.caller, whose(owner) | asked)
    words = (
        _("It works again.")
        if status == "Active"
        else _("It is refused from now on. It can be activated again.")
    )
    messages.success(request, words)
    return redirect(owner.address)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(
    request: ConsoleRequest, kind: Kind, credential_id: str, user_name: str = ""
) -> HttpResponse:
    """Delete a credential for good, once its ID was typed."""
    owner = Owner(request.caller, user_name)
    given = whose(owner) | {kind.id_parameter: credential_id}
    form = kind.deletion(request.POST or None, phrase=credential_id, given=given)
    if form.submitted(request.caller):
        messages.success(request, _("It is deleted."))
        return redirect(owner.address)
    facts = {
        "owner": owner,
        "heading": kind.deleting % {"name": owner.name},
        "form": form,
        "credential_id": credential_id,
        "one": one_of(owner, kind, credential_id),
    }
    return render(request, "accounts/credential_delete.html", facts, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def reset_page(
    request: ConsoleRequest, kind: Kind, credential_id: str, user_name: str = ""
) -> HttpResponse:
    """Give a credential another secret, and show it this once."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        asked = whose(owner) | {kind.id_parameter: credential_id}
        result = reset_service_specific_credential.perform(request.caller, asked)
        return _shown_once(request, owner, result.service_specific_credential)
    one = one_of(owner, kind, credential_id)
    facts = {"owner": owner, "credential_id": credential_id, "one": one}
    return render(request, "accounts/credential_reset.html", facts)


def _shown_once(
    request: ConsoleRequest, owner: Owner, made: ServiceSpecificCredentialShape
) -> HttpResponse:
    facts = {
        "owner": owner,
        "made": made,
        "secret": made.service_password or made.service_credential_secret,
        "done": owner.address,
    }
    return render(request, "accounts/service_credential.html", facts)
