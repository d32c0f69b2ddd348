"""MFA devices, a user's and one's own: setting one up, following its clock, taking it away.

Every page takes the name of a user; without one it is about whoever is signed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.owners import Owner
from accounts.console.signin import set_session_cookie
from accounts.operations.mfa_devices import (
    create_virtual_mfa_device,
    deactivate_mfa_device,
    delete_virtual_mfa_device,
    enable_mfa_device,
    get_virtual_mfa_seed,
    list_mfa_devices,
    resync_mfa_device,
)
from accounts.operations.recovery_codes import create_recovery_codes, get_recovery_code_count
from accounts.operations.security_keys import enable_security_key, get_security_key_options
from accounts.shapes import MFADeviceShape, MFASeedResult
from accounts.signin import qr, sessions
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest, for_enrolling
from iamconsole.errors import NoSuchEntity, Refused
from policies.enrolment import folder_of

PLACES = 8
_CODE_DIGITS = 6


@dataclass(frozen=True)
class Device:
    """A device as pages show it, with the ways to its own pages."""

    device: MFADeviceShape
    resync: str
    removal: str

    @property
    def name(self) -> str:
        return name_of_device(self.device.serial_number)

    @property
    def is_key(self) -> bool:
        return ":u2f/" in self.device.serial_number

    @property
    def is_virtual(self) -> bool:
        return is_virtual(self.device.serial_number)


def held_devices(owner: Owner) -> dict[str, Any]:
    """The devices and whether there is room for more, or why they may not be seen."""
    listed = part(list_mfa_devices, owner.caller, **owner.params)
    found = listed.content.mfa_devices if listed.content else ()
    codes = part(get_recovery_code_count, owner.caller) if owner.is_caller else None
    return {
        "owner": owner,
        "devices": [_device(owner, device) for device in found],
        "devices_refusal": listed.refusal,
        "has_room": len(found) < PLACES,
        "new_device_address": owner.url("mfa-new"),
        "recovery_codes_left": codes.content.count if codes and codes.content else None,
    }


def _device(owner: Owner, device: MFADeviceShape) -> Device:
    serial = device.serial_number
    return Device(device, owner.url("mfa-resync", serial), owner.url("mfa-remove", serial))


def name_of_device(serial_number: str) -> str:
    """What its owner called it; a key's serial number has random letters behind the name."""
    name = serial_number.rpartition("/")[2]
    return name.rpartition("-")[0] if ":u2f/" in serial_number else name


def is_virtual(serial_number: str) -> bool:
    return ":mfa/" in serial_number


def named(owner: Owner) -> dict[str, str]:
    """Whose device it is, for operations that want a name; root says its account's number."""
    caller = owner.caller
    return {"user_name": owner.user_name or caller.user_name or caller.account_id}


class NewDeviceForm(OperationForm):
    """What to call an app on a phone or computer."""

    virtual_mfa_device_name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy(
            "What you will recognize it by. Letters, digits and + = , . @ _ - only."
        ),
        initial="phone",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    operation = create_virtual_mfa_device
    blames = {
        "EntityAlreadyExists": "virtual_mfa_device_name",
        "ValidationError": "virtual_mfa_device_name",
    }


class SecurityKeyForm(OperationForm):
    """What to call a security key; a script puts in the key's answer."""

    key_name = forms.CharField(
        label=gettext_lazy("Name"),
        initial="key",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    state = forms.CharField(widget=forms.HiddenInput)
    credential = forms.CharField(widget=forms.HiddenInput)
    operation = enable_security_key
    blames = {"ValidationError": "key_name"}


class TwoCodesForm(OperationForm):
    """Two codes in a row. Twelve digits in the first box are both of them."""

    authentication_code1 = forms.CharField(label=gettext_lazy("First code"), max_length=20)
    authentication_code2 = forms.CharField(
        label=gettext_lazy("The code after it"),
        max_length=10,
        help_text=gettext_lazy("A new one appears every 30 seconds."),
    )
    blames = {"InvalidAuthenticationCode": "authentication_code1"}

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(_in_two_boxes(data) if data else None, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "inputmode": "numeric"}
            field.widget.attrs["class"] += " code-input"

    def show(self, refusal: Refused) -> None:
        super().show(refusal)
        if refusal.code == "InvalidAuthenticationCode":
            self.add_error(None, _(_NOT_VALID))


_NOT_VALID = (
    "The two codes must be of this device, one right after the other, and not used before. "
    "If they are, look whether the clock of the device is wrong by more than an hour."
)


class EnableForm(TwoCodesForm):
    operation = enable_mfa_device


class ResyncForm(TwoCodesForm):
    operation = resync_mfa_device


def _in_two_boxes(data: Mapping[str, Any]) -> Mapping[str, Any]:
    one, two = (re.sub(r"\s", "", data.get(f"authentication_code{n}", "")) for n in (1, 2))
    if not two and len(one) == 2 * _CODE_DIGITS:
        one, two = one[:_CODE_DIGITS], one[_CODE_DIGITS:]
    given = {name: data.get(name) for name in data}
    return given | {"authentication_code1": one, "authentication_code2": two}


@for_enrolling
@require_safe
def own_devices_page(request: ConsoleRequest) -> HttpResponse:
    """My own devices: all there is for those who have to set one up first."""
    facts = held_devices(Owner(request.caller))
    return render(request, "accounts/mfa.html", facts)


@for_enrolling
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: ConsoleRequest, user_name: str = "") -> HttpResponse:
    """Begin with an app: make its seed."""
    owner = Owner(request.caller, user_name)
    is_key = owner.is_caller and "credential" in request.POST
    keys = SecurityKeyForm(request.POST if is_key else None, auto_id="key_%s")
    if is_key and keys.submitted(request.caller):
        messages.success(request, _("The key is set up. It is asked for from now on."))
        return _enrolled(request, owner)
    folder = folder_of(named(owner)["user_name"] if not request.caller.is_root else user_name)
    form = NewDeviceForm(None if is_key else request.POST or None, given={"path": folder})
    if form.submitted(request.caller):
        serial = form.result.virtual_mfa_device.serial_number
        return redirect(owner.url("mfa-enable", serial))
    facts = {"owner": owner, "form": form} | _key_facts(owner, keys)
    status = keys.status if is_key else form.status
    return render(request, "accounts/mfa_new.html", facts, status=status)


def _key_facts(owner: Owner, form: SecurityKeyForm) -> dict[str, Any]:
    """What is asked of a security key; only for one's own, for it has to be at hand."""
    begun = part(get_security_key_options, owner.caller).content if owner.is_caller else None
    if begun is None:
        return {}
    form.initial["state"] = begun.state
    if form.is_bound:
        form.data = {**dict(form.data.items()), "state": begun.state, "credential": ""}
    return {"key_form": form, "key_options": begun.options}


@for_enrolling
@sensitive_post_parameters("authentication_code1", "authentication_code2")
@require_http_methods(["GET", "HEAD", "POST"])
def enable_page(request: ConsoleRequest, serial_number: str, user_name: str = "") -> HttpResponse:
    """Put the seed into an app, and show by two codes that it is there."""
    owner = Owner(request.caller, user_name)
    given = named(owner) | {"serial_number": serial_number}
    form = EnableForm(request.POST or None, given=given)
    if form.submitted(request.caller):
        messages.success(request, _("The device is set up. It is asked for from now on."))
        return _enrolled(request, owner)
    facts = {"owner": owner, "form": form, "name": name_of_device(serial_number)}
    facts |= _seed_facts(owner, serial_number)
    return render(request, "accounts/mfa_enable.html", facts, status=form.status)


def _seed_facts(owner: Owner, serial_number: str) -> dict[str, Any]:
    """The seed as a picture, a link and text; nothing where it is not shown any more."""
    try:
        seed: MFASeedResult = get_virtual_mfa_seed(owner.caller, serial_number=serial_number)
    except NoSuchEntity:
        return {}
    size, drawing = qr.svg_path(seed.link)
    text = seed.base32_string_seed
    groups = " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    return {"seed": seed, "seed_text": groups, "qr_size": size, "qr_path": drawing}


def _enrolled(request: ConsoleRequest, owner: Owner) -> HttpResponse:
    """Go on after a device was set up: its two codes proved that its owner is there."""
    if not owner.is_caller:
        return redirect(owner.address)
    codes = part(get_recovery_code_count, request.caller).content
    is_without = codes is not None and not codes.count
    response = redirect("console-me-recovery-codes" if is_without else "console-me-mfa")
    session = sessions.find(request.COOKIES.get(sessions.COOKIE, ""))
    if session is not None:
        set_session_cookie(response, sessions.confirm(session, has_shown_factor=True))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def resync_page(request: ConsoleRequest, serial_number: str, user_name: str = "") -> HttpResponse:
    """Follow a device whose clock or count went its own way."""
    owner = Owner(request.caller, user_name)
    given = named(owner) | {"serial_number": serial_number}
    form = ResyncForm(request.POST or None, given=given)
    if form.submitted(request.caller):
        messages.success(request, _("The directory follows the device's clock again."))
        return redirect(owner.address)
    facts = {"owner": owner, "form": form, "name": name_of_device(serial_number)}
    return render(request, "accounts/mfa_resync.html", facts, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_page(request: ConsoleRequest, serial_number: str, user_name: str = "") -> HttpResponse:
    """Take a device away: it is lost, or another has taken its place."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        given = owner.params | {"serial_number": serial_number}
        deactivate_mfa_device.perform(request.caller, given)
        if is_virtual(serial_number):
            delete_virtual_mfa_device(request.caller, serial_number=serial_number)
        messages.success(request, _("The device is gone. Its codes are refused from now on."))
        return redirect(owner.address)
    facts = {"owner": owner, "name": name_of_device(serial_number)}
    return render(request, "accounts/mfa_remove.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes_page(request: ConsoleRequest) -> HttpResponse:
    """Codes on paper, for the day the device is lost."""
    facts: dict[str, Any] = {"left": get_recovery_code_count(request.caller).count}
    if request.method == "POST":
        codes = create_recovery_codes(request.caller).recovery_codes
        text = "\n".join(codes) + "\n"
        facts |= {"codes": codes, "file": f"data:text/plain;charset=utf-8,{quote(text)}"}
    return render(request, "accounts/recovery_codes.html", facts)
