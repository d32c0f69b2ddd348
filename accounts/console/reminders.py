"""Notices of credentials that want attention, and the page that says whom to remind of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.operations.reminders import (
    get_reminder_policy,
    list_account_notices,
    list_user_notices,
    update_reminder_policy,
)
from accounts.shapes.reminders import NoticeShape, ReminderPolicyResult
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest

_SHOWN = 5


@dataclass(frozen=True)
class Notice:
    """A notice in words, and the page where it is seen to."""

    words: str
    advice: str
    owner: str
    address: str


def own_notices(caller: Caller) -> dict[str, Any]:
    """What of one's own credentials wants attention; nothing where one may not see them."""
    found = part(list_user_notices, caller).content
    ways = reverse("console-me-credentials")
    notices = found.notices if found else ()
    return {"notices": [_notice(one, "", ways) for one in notices], "more": 0}


def account_notices(caller: Caller) -> dict[str, Any]:
    """The same of everybody in the account: the most pressing few."""
    found = part(list_account_notices, caller, page_size=_SHOWN).content
    if found is None:
        return {"notices": [], "more": 0}
    notices = [_notice(one, _owner(one), _address(one)) for one in found.notices]
    return {"notices": notices, "more": found.notice_count - len(notices)}


def _owner(one: NoticeShape) -> str:
    return one.user_name or _("Root")


def _address(one: NoticeShape) -> str:
    if one.user_name:
        return reverse("console-user-credentials", args=[one.user_name])
    return reverse("console-me-credentials")


def _notice(one: NoticeShape, owner: str, address: str) -> Notice:
    words, advice = _WORDS[one.kind]
    facts = {"key": one.access_key_id, "days": cells.days(abs(now() - one.date).days)}
    return Notice(str(words) % facts, str(advice), owner, address)


_WORDS = {
    "OldKey": (
        gettext_lazy("Access key %(key)s is %(days)s old"),
        gettext_lazy("Rotate it: make another, change over to it, delete this one."),
    ),
    "UnusedKey": (
        gettext_lazy("Access key %(key)s was not used for %(days)s"),
        gettext_lazy("Delete it unless it is needed."),
    ),
    "ExpiringKey": (
        gettext_lazy("Access key %(key)s expires in %(days)s"),
        gettext_lazy("Make another and change over to it before then."),
    ),
    "ExpiringPassword": (
        gettext_lazy("The password expires in %(days)s"),
        gettext_lazy("Change it before then."),
    ),
}


def _days(label: Any, help_text: Any, **more: Any) -> forms.IntegerField:
    attrs = {"class": "input-short", "min": more.get("min_value", 0)}
    return forms.IntegerField(
        label=label, help_text=help_text, widget=forms.NumberInput(attrs=attrs)
    )


class ReminderForm(OperationForm):
    """Everything that can be said of reminders."""

    is_on = forms.BooleanField(
        label=gettext_lazy("Remind people of their credentials"),
        help_text=gettext_lazy("By mail and at the console. Off, nobody is reminded of anything."),
        required=False,
    )
    key_age_days = _days(
        gettext_lazy("Days until an access key is old"),
        gettext_lazy("0 is never, as in the three below."),
    )
    unused_days = _days(gettext_lazy("Days until an access key counts as unused"), "")
    expiry_days = _days(gettext_lazy("Days before an access key expires"), "")
    password_days = _days(
        gettext_lazy("Days before a password expires"),
        gettext_lazy("Where the password policy has passwords expire."),
    )
    repeat_days = _days(gettext_lazy("Days until the next reminder of the same"), "", min_value=1)
    escalate_after = _days(
        gettext_lazy("Reminders before root is told, too"),
        gettext_lazy("At the address that the root user signs in with."),
    )
    address_tag = forms.CharField(
        label=gettext_lazy("Tag with a user's mail address"),
        help_text=gettext_lazy("What concerns users without one is told to root, in one mail."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    exempt_tag = forms.CharField(
        label=gettext_lazy("Tag of users who are left alone"),
        help_text=gettext_lazy("Such as programs whose keys are rotated elsewhere. Any value."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    operation = update_reminder_policy


@require_http_methods(["GET", "HEAD", "POST"])
def reminders_page(request: ConsoleRequest) -> HttpResponse:
    """Say whom to remind of what, and when."""
    present = part(get_reminder_policy, request.caller)
    initial = vars(present.content) if present.content else {}
    form = ReminderForm(request.POST or None, initial=initial)
    if form.submitted(request.caller):
        messages.success(request, _("Reminders are set. They hold from now on."))
        return redirect("console-settings")
    facts = {"form": form, "present": present}
    return render(request, "accounts/settings_reminders.html", facts, status=form.status)


def sentences(policy: ReminderPolicyResult | None) -> Iterator[str]:
    """What the account says of reminders, in words."""
    if policy is None or not policy.is_on:
        yield _("Nobody is reminded of keys and passwords.")
        return
    for days, words in (
        (policy.key_age_days, _("Of access keys that are %(days)s old.")),
        (policy.unused_days, _("Of access keys that were not used for %(days)s.")),
        (policy.expiry_days, _("Of access keys that expire within %(days)s.")),
        (policy.password_days, _("Of passwords that expire within %(days)s.")),
    ):
        if days:
            yield words % {"days": cells.days(days)}
