"""The forms that set up MFA devices and follow their clocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.operations.mfa_devices import (
    create_virtual_mfa_device,
    enable_mfa_device,
    resync_mfa_device,
)
from accounts.operations.security_keys import enable_security_key
from iamconsole.console.forms import OperationForm
from iamconsole.errors import Refused

_CODE_DIGITS = 6


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
        first = self.fields["authentication_code1"].widget.attrs
        first |= {"data-controller": "two-codes", "data-second": "authentication_code2"}

    def show(self, refusal: Refused) -> None:
        told = _WRONG.get(getattr(refusal, "wrong", ""))
        if told is None:
            super().show(refusal)
            if refusal.code == "InvalidAuthenticationCode":
                self.add_error(None, _NOT_VALID)
            return
        self.refusal = refusal
        field, words = told
        self.add_error(field, words)


_NOT_VALID = gettext_lazy(
    "The two codes must be of this device, one right after the other, and not used before. "
    "If they are, look whether the clock of the device is wrong by more than an hour."
)
_WRONG: Mapping[str, tuple[str, Any]] = {
    "first": (
        "authentication_code1",
        gettext_lazy("This is no code of the device; the one after it is. Type both again."),
    ),
    "second": (
        "authentication_code2",
        gettext_lazy("This is no code of the device; the first one is. Wait for the next one."),
    ),
    "both": (
        "authentication_code1",
        gettext_lazy(
            "Neither is a code of this device. Look whether you scanned this very picture, and "
            "whether the clock of the device is wrong by more than an hour."
        ),
    ),
    "order": (
        "authentication_code2",
        gettext_lazy("Both are the device's, but this is not the one right after the first."),
    ),
}


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
