"""MFA devices, a user's and one's own: setting one up, following its clock, taking it away.

Every page takes the name of a user; without one it is about whoever is signed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.mfa_forms import EnableForm, NewDeviceForm, ResyncForm, SecurityKeyForm
from accounts.console.owners import Owner
from accounts.console.signin import set_session_cookie
from accounts.operations.mfa_devices import (
    deactivate_mfa_device,
    delete_virtual_mfa_device,
    get_virtual_mfa_seed,
    list_mfa_devices,
)
from accounts.operations.recovery_codes import create_recovery_codes, get_recovery_code_count
from accounts.operations.security_keys import get_security_key_options
from accounts.shapes import MFADeviceShape, MFASeedResult
from accounts.signin import qr, sessions
from iamconsole.caller import Caller
from iamconsole.console.parts import part
from iamconsole.console.steps import Step
from iamconsole.doors import ConsoleRequest, for_enrolling
from iamconsole.errors import NoSuchEntity
from policies.enrolment import folder_of

PLACES = 8


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
        words = _("The key is set up. It is asked for from now on. Other browsers are signed out.")
        messages.success(request, words)
        return _enrolled(request, owner)
    if request.method == "POST" and "token_number" in request.POST:
        return _token_chosen(request, owner)
    folder = folder_of(named(owner)["user_name"] if not request.caller.is_root else user_name)
    form = NewDeviceForm(None if is_key else request.POST or None, given={"path": folder})
    if form.submitted(request.caller):
        serial = form.result.virtual_mfa_device.serial_number
        return redirect(owner.url("mfa-enable", serial))
    facts = {"owner": owner, "form": form} | _key_facts(owner, keys)
    status = keys.status if is_key else form.status
    return render(request, "accounts/mfa_new.html", facts, status=status)


def _token_chosen(request: ConsoleRequest, owner: Owner) -> HttpResponse:
    """Go on to the page where two codes of a hardware token show that it is at hand."""
    typed = request.POST["token_number"].strip()
    if not typed:
        messages.error(request, _("Type the number on the back of the token."))
        return redirect(owner.url("mfa-new"))
    return redirect(owner.url("mfa-enable", typed))


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
        words = _("The device is set up, and asked for from now on. Other browsers are signed out.")
        messages.success(request, words)
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
    session = sessions.find(request.COOKIES.get(sessions.COOKIE, ""))
    if session is not None and session.is_from_link:
        return _enrolled_by_link(request)
    if not owner.is_caller:
        return redirect(owner.address)
    codes = part(get_recovery_code_count, request.caller).content
    is_without = codes is not None and not codes.count
    response = redirect("console-me-recovery-codes" if is_without else "console-me-mfa")
    if session is not None:
        set_session_cookie(response, sessions.confirm(session, has_shown_factor=True))
    return response


def _enrolled_by_link(request: ConsoleRequest) -> HttpResponse:
    """The link has done what it was for. What is left to show is the password."""
    sessions.end(request.COOKIES[sessions.COOKIE])
    place = request.account_alias or request.caller.account_id
    response = redirect("signin-account", place)
    response.delete_cookie(sessions.COOKIE, samesite="Lax")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def resync_page(request: ConsoleRequest, serial_number: str, user_name: str = "") -> HttpResponse:
    """Follow a device whose clock or count went its own way."""
    owner = Owner(request.caller, user_name)
    given = named(owner) | {"serial_number": serial_number}
    form = ResyncForm(request.POST or None, given=given)
    if form.submitted(request.caller):
        words = _("The directory follows the device's clock again. Other browsers are signed out.")
        messages.success(request, words)
        return redirect(owner.address)
    facts = {"owner": owner, "form": form, "name": name_of_device(serial_number)}
    return render(request, "accounts/mfa_resync.html", facts, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_page(request: ConsoleRequest, serial_number: str, user_name: str = "") -> HttpResponse:
    """Take a device away: it is lost, or another has taken its place."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        for step in _steps_to_remove(owner.params, serial_number):
            step.operation.perform(request.caller, step.params)
        words = _("The device is gone: its codes are refused. Other browsers are signed out.")
        messages.success(request, words)
        return redirect(owner.address)
    facts = {"owner": owner, "name": name_of_device(serial_number)}
    return render(request, "accounts/mfa_remove.html", facts)


def steps_to_remove_devices(caller: Caller, user_name: str) -> Iterator[Step]:
    """Everything that takes a user's devices away."""
    given = {"user_name": user_name}
    listed = part(list_mfa_devices, caller, user_name=user_name)
    for device in listed.content.mfa_devices if listed.content else ():
        yield from _steps_to_remove(given, device.serial_number)


def _steps_to_remove(given: Mapping[str, str], serial_number: str) -> Iterator[Step]:
    """A virtual device is of no use to anybody else, so it is deleted as well."""
    which = {"serial_number": serial_number}
    words = _("Take the MFA device %(name)s away") % {"name": name_of_device(serial_number)}
    yield Step(words, deactivate_mfa_device, {**given, **which})
    if is_virtual(serial_number):
        words = _("Delete the MFA device %(name)s") % {"name": name_of_device(serial_number)}
        yield Step(words, delete_virtual_mfa_device, which)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes_page(request: ConsoleRequest) -> HttpResponse:
    """Codes on paper, for the day the device is lost."""
    facts: dict[str, Any] = {"left": get_recovery_code_count(request.caller).count}
    if request.method == "POST":
        codes = create_recovery_codes(request.caller).recovery_codes
        text = "\n".join(codes) + "\n"
        facts |= {"codes": codes, "file": f"data:text/plain;charset=utf-8,{quote(text)}"}
    return render(request, "accounts/recovery_codes.html", facts)
