"""What the account asks of passwords: told in sentences, and changed after a look at the effect."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.operations.password_policy import (
    delete_account_password_policy,
    get_account_password_policy,
    simulate_account_password_policy,
    update_account_password_policy,
)
from accounts.shapes import PasswordPolicyShape
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import NoSuchEntity, ValidationError

_SUGGESTED = {"minimum_password_length": 14, "allow_users_to_change_password": True}


class PolicyForm(OperationForm):
    """Every setting of a password policy. `seen` are the settings whose effect was shown."""

    minimum_password_length = forms.IntegerField(
        label=gettext_lazy("Least number of characters"),
        help_text=gettext_lazy("6 to 128. Length does more against guessing than all the rest."),
        widget=forms.NumberInput(attrs={"class": "input-short", "min": 6, "max": 128}),
    )
    require_uppercase_characters = forms.BooleanField(
        label=gettext_lazy("Must have a capital letter, A to Z"), required=False
    )
    require_lowercase_characters = forms.BooleanField(
        label=gettext_lazy("Must have a small letter, a to z"), required=False
    )
    require_numbers = forms.BooleanField(label=gettext_lazy("Must have a digit"), required=False)
    require_symbols = forms.BooleanField(
        label=gettext_lazy("Must have a symbol"),
        help_text="! @ # $ % ^ & * ( ) _ + - = [ ] { } | '",
        required=False,
    )
    allow_users_to_change_password = forms.BooleanField(
        label=gettext_lazy("Users may change their own password"),
        help_text=gettext_lazy("Otherwise only those whose policies allow iam:ChangePassword."),
        required=False,
    )
    password_reuse_prevention = forms.IntegerField(
        label=gettext_lazy("Former passwords that are refused"),
        help_text=gettext_lazy("1 to 24, the present one among them. Empty refuses none."),
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-short", "min": 1, "max": 24}),
    )
    max_password_age = forms.IntegerField(
        label=gettext_lazy("Days until a password expires"),
        help_text=gettext_lazy(
            "1 to 1095. Empty is never, which is what NIST and OWASP advise: who must change a "
            "password for its age chooses a weaker one."
        ),
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-short", "min": 1, "max": 1095}),
    )
    hard_expiry = forms.BooleanField(
        label=gettext_lazy("Who lets a password expire needs an administrator"),
        help_text=gettext_lazy("Otherwise it is changed at the next sign-in."),
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    operation = update_account_password_policy

    def clean(self) -> dict[str, Any]:
        """Refuse now what would be refused when it is saved, before any effect is shown."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            update_account_password_policy.clean(self.params())
        except ValidationError as refusal:
            self.show(refusal)
        return cleaned

    def params(self) -> dict[str, Any]:
        return {name: value for name, value in super().params().items() if name != "seen"}

    @property
    def told(self) -> str:
        """The settings as one text, to tell whether the effect of these very ones was shown."""
        return repr(sorted(self.params().items()))


@require_http_methods(["GET", "HEAD", "POST"])
def policy_page(request: ConsoleRequest) -> HttpResponse:
    """Choose the settings, look at their effect, and save them."""
    present = policy_of(request.caller)
    form = PolicyForm(request.POST or None, initial=_initial(present.content))
    facts: dict[str, Any] = {"form": form, "present": present}
    if form.is_valid():
        if form.cleaned_data["seen"] == form.told and form.submitted(request.caller):
            messages.success(request, _("The password policy is saved. It holds from now on."))
            return redirect("console-settings")
        if not form.errors:
            facts |= _effect(request.caller, form)
    return render(request, "accounts/settings_password.html", facts, status=form.status)


@require_POST
def policy_delete(request: ConsoleRequest) -> HttpResponse:
    """Go back to what holds without a policy."""
    delete_account_password_policy(request.caller)
    messages.success(request, _("The password policy is gone. The directory's own rules hold."))
    return redirect("console-settings")


def policy_of(caller: Caller) -> Part[PasswordPolicyShape]:
    """The account's password policy; empty where it has none."""
    try:
        found = part(get_account_password_policy, caller)
    except NoSuchEntity:
        return Part()
    return Part(found.content.password_policy if found.content else None, found.refusal)


def sentences(policy: PasswordPolicyShape | None) -> list[Words]:
    """A password policy in words; what holds without one where there is none."""
    if policy is None:
        return [
            _("At least 8 characters, nothing that many people use, and no names."),
            _("Passwords do not expire."),
            _("Users may change their own password."),
        ]
    classes = [
        words
        for is_required, words in (
            (policy.require_uppercase_characters, _("a capital letter")),
            (policy.require_lowercase_characters, _("a small letter")),
            (policy.require_numbers, _("a digit")),
            (policy.require_symbols, _("a symbol")),
        )
        if is_required
    ]
    length = _("At least %(count)s characters") % {"count": policy.minimum_password_length}
    return [
        _("%(length)s, with %(classes)s.") % {"length": length, "classes": ", ".join(classes)}
        if classes
        else f"{length}.",
        *_on_reuse(policy.password_reuse_prevention),
        _on_expiry(policy.max_password_age, is_hard=bool(policy.hard_expiry)),
        _("Users may change their own password.")
        if policy.allow_users_to_change_password
        else _("Only users whose policies allow it may change their own password."),
    ]


def _on_reuse(count: int | None) -> list[str]:
    if not count:
        return []
    words = ngettext(
        "The last password is not taken again.",
        "None of the last %(count)s passwords is taken again.",
        count,
    )
    return [words % {"count": count}]


def _on_expiry(days: int | None, *, is_hard: bool) -> str:
    if not days:
        return _("Passwords do not expire.")
    words = (
        _("Passwords expire after %(days)s days; then an administrator has to set another.")
        if is_hard
        else _("Passwords expire after %(days)s days and are changed at the next sign-in.")
    )
    return words % {"days": days}


def _initial(policy: PasswordPolicyShape | None) -> dict[str, Any]:
    if policy is None:
        return _SUGGESTED
    return {name: getattr(policy, name) for name in PolicyForm.base_fields if name != "seen"}


def _effect(caller: Caller, form: PolicyForm) -> dict[str, Any]:
    """What saving would do, and the form again with a note of what was shown."""
    params = form.params()
    shown = PolicyForm(initial=params | {"seen": form.told})
    wanted = PasswordPolicyShape(
        **{"max_password_age": None, "password_reuse_prevention": None, "hard_expiry": None}
        | params,
        expire_passwords="max_password_age" in params,
    )
    effect = part(
        simulate_account_password_policy, caller, max_password_age=wanted.max_password_age
    )
    return {"form": shown, "wanted": wanted, "sentences": sentences(wanted), "effect": effect}
