"""Changing one's own password, root's too."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import password_rules
from accounts.console.signin import password_field
from accounts.operations.passwords import change_password, change_root_password
from iamconsole.console.forms import OperationForm
from iamconsole.doors import ConsoleRequest
from iamconsole.problems import waiting_headers


class OwnPasswordForm(OperationForm):
    """The password there is, and another one, typed twice."""

    old_password = password_field(gettext_lazy("Present password"), "current-password")
    new_password = password_field(gettext_lazy("New password"), "new-password")
    again = password_field(gettext_lazy("New password again"), "new-password")
    operation = change_password
    blames = {"PasswordPolicyViolation": "new_password"}

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new_password", again):
            raise forms.ValidationError(_("The two passwords are not the same."))
        return again

    def params(self) -> dict[str, str]:
        return {name: value for name, value in super().params().items() if name != "again"}


class RootPasswordForm(OwnPasswordForm):
    operation = change_root_password


@sensitive_post_parameters("old_password", "new_password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_page(request: ConsoleRequest) -> HttpResponse:
    """Change the password one signs in with. This browser stays signed in, others do not."""
    kind = RootPasswordForm if request.caller.is_root else OwnPasswordForm
    form = kind(request.POST or None)
    if form.submitted(request.caller):
        messages.success(request, _("Your password is changed. Other browsers are signed out."))
        return redirect("console-me-credentials")
    rules = password_rules.told(password_rules.policy_of(request.caller.account_id))
    facts = {"form": form, "rules": rules}
    response = render(request, "accounts/me_password.html", facts, status=form.status)
    if form.refusal:
        for name, value in waiting_headers(form.refusal).items():
            response[name] = value
    return response
