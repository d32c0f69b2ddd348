"""The account's own settings: its alias, and what only its root user may switch."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.console.password_policy import policy_of, sentences
from accounts.console.reminders import sentences as reminder_sentences
from accounts.operations.account import (
    close_account,
    create_account_alias,
    delete_account_alias,
    get_account_settings,
    get_account_summary,
    update_billing_access,
    update_key_lifetime,
    update_mfa_requirement,
)
from accounts.operations.reminders import get_reminder_policy
from iamconsole.console.forms import OperationForm, PhraseForm
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest
from iamconsole.http import public_address


class AliasForm(OperationForm):
    """A word to sign in with."""

    account_alias = forms.CharField(
        label=gettext_lazy("Alias"),
        help_text=gettext_lazy(
            "3 to 63 small letters, digits and single hyphens. No two accounts share one."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    operation = create_account_alias
    blames = {"EntityAlreadyExists": "account_alias", "ValidationError": "account_alias"}


@require_safe
def settings_page(request: ConsoleRequest) -> HttpResponse:
    """What the account is called, and its switches."""
    account = part(get_account_settings, request.caller)
    alias = account.content.account_alias if account.content else ""
    password_policy = policy_of(request.caller)
    reminders = part(get_reminder_policy, request.caller)
    facts = {
        "account": account,
        "signin_address": _signin_address(request, alias or request.caller.account_id),
        "number_address": _signin_address(request, request.caller.account_id),
        "endpoint": public_address("/"),
        "password_policy": password_policy,
        "password_sentences": sentences(password_policy.content),
        "reminders": reminders,
        "reminder_sentences": reminder_sentences(reminders.content),
    }
    return render(request, "accounts/settings.html", facts)


def _signin_address(request: ConsoleRequest, name: str) -> str:
    return public_address(reverse("signin-account", args=[name]))


@require_http_methods(["GET", "HEAD", "POST"])
def alias_page(request: ConsoleRequest) -> HttpResponse:
    """Give the account another alias, or take its alias away."""
    if request.method == "POST" and "remove" in request.POST:
        delete_account_alias(request.caller, account_alias=request.POST["remove"])
        messages.success(request, _("The alias is gone. People sign in with the account ID."))
        return redirect("console-settings")
    account = part(get_account_settings, request.caller)
    present = (account.content.account_alias if account.content else "") or ""
    form = AliasForm(request.POST or None, initial={"account_alias": present})
    if form.submitted(request.caller):
        words = _("The account is called %(alias)s from now on.")
        messages.success(request, words % {"alias": form.cleaned_data["account_alias"]})
        return redirect("console-settings")
    facts = {
        "form": form,
        "present": present,
        "address": _signin_address(request, present) if present else "",
    }
    return render(request, "accounts/settings_alias.html", facts, status=form.status)


@require_POST
def mfa_switch(request: ConsoleRequest) -> HttpResponse:
    """Ask everybody at the console for a second factor, or leave it to them."""
    is_required = request.POST.get("is_required") == "true"
    update_mfa_requirement(request.caller, is_required=is_required)
    words = (
        _("Everybody at the console needs a second factor now.")
        if is_required
        else _("A second factor is everybody's own choice now.")
    )
    messages.success(request, words)
    return redirect("console-settings")


class KeyLifetimeForm(OperationForm):
    """How long a new key lasts that is made without an end."""

    operation = update_key_lifetime
    blames = {"ValidationError": "days"}

    days = forms.IntegerField(
        label=gettext_lazy("Days a new key lasts"),
        help_text=gettext_lazy(
            "Where whoever makes it says nothing else, also in the AWS tools. Left empty, for ever."
        ),
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-short", "min": 1, "max": 3650}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def keys_page(request: ConsoleRequest) -> HttpResponse:
    """Let new access keys end after some days, or last for ever."""
    account = part(get_account_settings, request.caller)
    present = account.content.key_lifetime_days if account.content else None
    # Nothing may be sent at all: the one field can be left empty.
    sent = request.POST if request.method == "POST" else None
    form = KeyLifetimeForm(sent, initial={"days": present})
    if form.submitted(request.caller):
        messages.success(request, _("It holds for keys made from now on."))
        return redirect("console-settings")
    return render(request, "accounts/settings_keys.html", {"form": form}, status=form.status)


@require_POST
def billing_switch(request: ConsoleRequest) -> HttpResponse:
    """Let policies open the billing data to users, or let none of them."""
    is_open = request.POST.get("is_open") == "true"
    update_billing_access(request.caller, is_open=is_open)
    words = (
        _("Policies may open the billing data to users now.")
        if is_open
        else _("Only the root user sees the billing data now, whatever policies say.")
    )
    messages.success(request, words)
    return redirect("console-settings")


class CloseForm(PhraseForm):
    """The number of the account, typed, closes it."""

    operation = close_account


@require_http_methods(["GET", "HEAD", "POST"])
def close_page(request: ConsoleRequest) -> HttpResponse:
    """Close the account: root's alone, asked twice, and final."""
    account_id = request.caller.account_id
    form = CloseForm(request.POST or None, phrase=account_id, given={"account_id": account_id})
    if form.submitted(request.caller):
        return redirect("signed-out")
    summary = part(get_account_summary, request.caller)
    facts = {"form": form, "summary": summary}
    return render(request, "accounts/settings_close.html", facts, status=form.status)
