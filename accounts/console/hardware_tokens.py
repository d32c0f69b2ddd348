"""Hardware tokens of the account: those there are, and a maker's list of others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.operations.hardware_tokens import (
    forget_hardware_mfa_device,
    import_hardware_mfa_devices,
    list_hardware_mfa_devices,
)
from iamconsole.console.cells import number
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest

_MOST_BYTES = 1_000_000
_MANY = 1000


class TokenListForm(OperationForm):
    """A list of tokens, as a file or as text."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    token_list = forms.CharField(
        label=gettext_lazy("Or paste it"),
        help_text=gettext_lazy(
            "PSKC with plain values, or CSV: serial number, seed in base32, TOTP or HOTP, counter."
        ),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "class": "textarea-mono",
                "spellcheck": "false",
                "autocomplete": "off",
            }
        ),
    )
    operation = import_hardware_mfa_devices
    blames = {"InvalidInput": "token_list", "ValidationError": "token_list"}

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        return _text_of(file) if file else ""

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        given["token_list"] = given.pop("file", "") or given.get("token_list")
        if not given["token_list"] and not self.errors:
            self.add_error("token_list", _("Choose a file, or paste its text."))
        return given


def _text_of(file: Any) -> str:
    if file.size > _MOST_BYTES:
        raise forms.ValidationError(_("A list has at most a million bytes."))
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise forms.ValidationError(_("The file is no text in UTF-8.")) from None


@sensitive_post_parameters("token_list")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens_page(request: ConsoleRequest) -> HttpResponse:
    """The tokens there are, and a form for more."""
    is_sent = request.method == "POST"
    form = TokenListForm(request.POST, request.FILES) if is_sent else TokenListForm()
    facts: dict[str, Any] = {}
    if form.submitted(request.caller):
        facts = {"imported": form.result.count, "refused": form.result.refused}
        if not form.result.refused:
            _tell(request, form.result.count)
            return redirect("console-hardware-tokens")
        form = TokenListForm()
    elif is_sent:
        # Seeds do not go back to the page they came from.
        form.data = {}
    listed = part(list_hardware_mfa_devices, request.caller, max_items=_MANY)
    facts |= {"form": form, "listed": listed}
    status = 422 if facts.get("refused") else form.status
    return render(request, "accounts/hardware_tokens.html", facts, status=status)


@require_POST
def token_forget(request: ConsoleRequest, serial_number: str) -> HttpResponse:
    """Forget a token nobody uses."""
    forget_hardware_mfa_device(request.caller, serial_number=serial_number)
    messages.success(request, _("The token is forgotten."))
    return redirect("console-hardware-tokens")


def _tell(request: ConsoleRequest, count: int) -> None:
    words = ngettext("%(count)s token is known now.", "%(count)s tokens are known now.", count)
    messages.success(request, words % {"count": number(count)})


urlpatterns = [
    path("hardware-tokens", tokens_page, name="console-hardware-tokens"),
    path(
        "hardware-tokens/<path:serial_number>/forget",
        token_forget,
        name="console-hardware-token-forget",
    ),
]
