"""Passwords and access keys, a user's and one's own. What is secret is shown once.

Every page takes the name of a user; without one it is about whoever is signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.console import handover
from accounts.console.credential_kinds import lists_of
from accounts.console.mfa import held_devices
from accounts.console.owners import Owner
from accounts.console.user import around
from accounts.founding import new_password
from accounts.operations.access_keys import (
    create_access_key,
    delete_access_key,
    get_access_key_last_used,
    list_access_keys,
    update_access_key,
)
from accounts.operations.login_profiles import (
    create_login_profile,
    delete_login_profile,
    get_login_profile,
    update_login_profile,
)
from accounts.shapes import (
    AccessKeyLastUsedShape,
    AccessKeyMetadataShape,
    LoginProfileShape,
    UserRowShape,
)
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm, PhraseForm
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied, NoSuchEntity

SLOTS = 2
_GENERATED, _TYPED = "generated", "typed"


@dataclass(frozen=True)
class Key:
    """One of the places for an access key, and what is in it."""

    key: AccessKeyMetadataShape
    last_used: AccessKeyLastUsedShape | None
    switch: str
    removal: str

    @property
    def is_active(self) -> bool:
        return self.key.status == "Active"


@require_safe
def credentials_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """The ways a user has to prove who it is."""
    facts = around(request.caller, user_name, "console-user-credentials")
    owner = Owner(request.caller, user_name)
    facts |= held(owner) | held_devices(owner) | {"profile": profile_of(owner, facts["row"])}
    return render(request, "accounts/user_credentials.html", facts)


def held(owner: Owner) -> dict[str, Any]:
    """The access keys and the places left for more, the credentials of other kinds, or why not."""
    listed = part(list_access_keys, owner.caller, **owner.params)
    found = listed.content.access_key_metadata if listed.content else ()
    keys = [_key(owner, key) for key in found]
    return {
        "owner": owner,
        "keys": keys,
        "keys_refusal": listed.refusal,
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


def _key(owner: Owner, key: AccessKeyMetadataShape) -> Key:
    used = part(get_access_key_last_used, owner.caller, access_key_id=key.access_key_id)
    return Key(
        key=key,
        last_used=used.content.access_key_last_used if used.content else None,
        switch=owner.url("key-switch", key.access_key_id),
        removal=owner.url("key-delete", key.access_key_id),
    )


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
    password = forms.CharField(
        label=gettext_lazy("Typed password"),
        required=False,
        strip=False,
        max_length=128,
        help_text=gettext_lazy("Only if you chose to type one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_reset_required = forms.BooleanField(
        label=gettext_lazy("Must set a new one at the next sign-in"),
        help_text=gettext_lazy("So that only the user knows it."),
        required=False,
        initial=True,
    )
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


@require_http_methods(["GET", "HEAD", "POST"])
def key_create_page(request: ConsoleRequest, user_name: str = "") -> HttpResponse:
    """Make an access key, and show its secret this once."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        made = create_access_key(request.caller, **owner.params).access_key
        shown = handover.Shown(
            user_name=owner.name,
            access_key_id=made.access_key_id,
            secret_access_key=made.secret_access_key,
        )
        return handover.shown(request, shown, done=owner.address)
    return render(request, "accounts/key_create.html", {"owner": owner})


@require_POST
def key_switch(request: ConsoleRequest, access_key_id: str, user_name: str = "") -> HttpResponse:
    """Switch a key on or off."""
    owner = Owner(request.caller, user_name)
    wanted = {"status": request.POST.get("status"), "access_key_id": access_key_id}
    update_access_key.perform(request.caller, owner.params | wanted)
    words = (
        _("The key works again.")
        if wanted["status"] == "Active"
        else _("The key is refused from now on. It can be activated again.")
    )
    messages.success(request, words)
    return redirect(owner.address)


class DeleteKeyForm(PhraseForm):
    operation = delete_access_key


@require_http_methods(["GET", "HEAD", "POST"])
def key_delete_page(
    request: ConsoleRequest, access_key_id: str, user_name: str = ""
) -> HttpResponse:
    """Delete a key for good, once its ID was typed."""
    owner = Owner(request.caller, user_name)
    given = owner.params | {"access_key_id": access_key_id}
    form = DeleteKeyForm(request.POST or None, phrase=access_key_id, given=given)
    if form.submitted(request.caller):
        messages.success(request, _("The key is deleted."))
        return redirect(owner.address)
    facts = {"owner": owner, "form": form, "key": _one(owner, access_key_id)}
    return render(request, "accounts/key_delete.html", facts, status=form.status)


def _one(owner: Owner, access_key_id: str) -> Key | None:
    """The key, for those who may see it. Raises NoSuchEntity where the owner has no such key."""
    try:
        listed = list_access_keys(owner.caller, **owner.params).access_key_metadata
    except AccessDenied:
        return None
    for key in listed:
        if key.access_key_id == access_key_id:
            return _key(owner, key)
    raise NoSuchEntity(f"The Access Key with id {access_key_id} cannot be found.")
