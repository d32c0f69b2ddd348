"""All the ways a user has to prove who it is, and its password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console import handover
from accounts.console.access_keys import SLOTS, held_keys
from accounts.console.browser_sessions import held_sessions
from accounts.console.credential_kinds import lists_of
from accounts.console.mfa import held_devices
from accounts.console.owners import Owner
from accounts.console.password_fields import reset_field, typed_password_field
from accounts.console.user import around
from accounts.founding import new_password
from accounts.operations.login_profiles import (
    create_login_profile,
    delete_login_profile,
    get_login_profile,
    update_login_profile,
)
from accounts.shapes import LoginProfileShape, UserRowShape
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import NoSuchEntity

_GENERATED, _TYPED = "generated", "typed"


@require_safe
def credentials_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """The ways a user has to prove who it is."""
    facts = around(request.caller, user_name, "console-user-credentials")
    owner = Owner(request.caller, user_name)
    facts |= held(owner) | held_devices(owner) | held_sessions(owner)
    facts["profile"] = profile_of(owner, facts["row"])
    return render(request, "accounts/user_credentials.html", facts)


def held(owner: Owner) -> dict[str, Any]:
    """The access keys and the places left for more, the credentials of other kinds, or why not."""
    found = held_keys(owner)
    keys = found.content or ()
    return {
        "owner": owner,
        "keys": keys,
        "keys_refusal": found.refusal,
        "free_slots": range(len(keys) + 1, SLOTS + 1),
        "lists": lists_of(owner),
    }


def profile_of(owner: Owner, row: UserRowShape | None = None) -> Part[LoginProfileShape]:
    """The login profile; empty for those who have none.

    A row that tells of no password saves asking in vain, which would be a refusal in the log.
    """
    if row is not None and row.password_changed is None:
        return Part()
    try:
        found = part(get_login_profile, owner.caller, **owner.params)
    except NoSuchEntity:
        return Part()
    profile = found.content.login_profile if found.content else None
    return Part(profile, found.refusal)


class PasswordForm(OperationForm):
    """A password somebody else will sign in with: made here, or typed."""

    way = forms.ChoiceField(
        label=gettext_lazy("Password"),
        widget=forms.RadioSelect(attrs={"class": "choice-cards"}),
        choices=(
            (_GENERATED, gettext_lazy("Make one, and show it to me once")),
            (_TYPED, gettext_lazy("Let me type one")),
        ),
        initial=_GENERATED,
    )
    password = typed_password_field()
    password_reset_required = reset_field()
    blames = {"PasswordPolicyViolation": "password"}

    def __init__(self, *args: Any, caller: Caller, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("way") == _TYPED and not cleaned.get("password"):
            self.add_error("password", _("Type the password, or let one be made."))
        if cleaned.get("way") == _GENERATED:
            cleaned["password"] = new_password(self.caller.account_id)
        return cleaned

    def params(self) -> dict[str, Any]:
        return {name: value for name, value in super().params().items() if name != "way"}


class FirstPasswordForm(PasswordForm):
    operation = create_login_profile


class OtherPasswordForm(PasswordForm):
    operation = update_login_profile


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Let a user into the console, or give it another password."""
    owner = Owner(request.caller, user_name)
    facts = around(request.caller, user_name, "console-user-credentials")
    profile = profile_of(owner, facts["row"])
    kind = OtherPasswordForm if profile.content or "other" in request.GET else FirstPasswordForm
    form = kind(request.POST or None, caller=request.caller, given=owner.params)
    facts |= {"owner": owner, "form": form, "is_first": kind is FirstPasswordForm}
    if not form.submitted(request.caller):
        return render(request, "accounts/user_password.html", facts, status=form.status)
    if form.cleaned_data["way"] == _TYPED:
        messages.success(request, _("The password is set. It holds from now on."))
        return redirect(owner.address)
    shown = handover.Shown(user_name=user_name, password=form.cleaned_data["password"])
    return handover.shown(request, shown, done=owner.address)


@require_http_methods(["GET", "HEAD", "POST"])
def password_delete_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Close the console to a user."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        delete_login_profile(request.caller, **owner.params)
        messages.success(request, _("%(name)s cannot sign in any more.") % {"name": owner.name})
        return redirect(owner.address)
    facts = around(request.caller, user_name) | {"owner": owner}
    return render(request, "accounts/user_password_delete.html", facts)
