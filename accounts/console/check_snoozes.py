"""Snoozing a check of the overview: until a day, with a reason; and waking it again."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.console.account_checks import check_named
from accounts.operations.checks import snooze_account_check, wake_account_check
from iamconsole.console.forms import OperationForm
from iamconsole.doors import ConsoleRequest


class SnoozeForm(OperationForm):
    """Until when a check is to be silent, and why."""

    until = forms.DateField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The day it comes back by itself (UTC), within a year."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=256,
        help_text=gettext_lazy("It stands beside the check, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    operation = snooze_account_check
    blames = {"InvalidInput": "until"}

    def params(self) -> dict[str, Any]:
        day = self.cleaned_data["until"]
        return super().params() | {"until": datetime.combine(day, time.min, UTC)}


@require_http_methods(["GET", "HEAD", "POST"])
def snooze_page(request: ConsoleRequest, check_name: str) -> HttpResponse:
    """Have the overview be silent about a check for a while."""
    check = check_named(request.caller, check_name)
    if check is None:
        raise Http404(check_name)
    form = SnoozeForm(request.POST or None, given={"check_name": check_name})
    if form.submitted(request.caller):
        messages.success(request, _("The check is snoozed. It comes back by itself."))
        return redirect("console-overview")
    facts = {"form": form, "check": check}
    return render(request, "accounts/check_snooze.html", facts, status=form.status)


@require_POST
def wake(request: ConsoleRequest, check_name: str) -> HttpResponse:
    """Have the overview speak of a check again."""
    wake_account_check(request.caller, check_name=check_name)
    messages.success(request, _("The check is awake again."))
    return redirect("console-overview")
