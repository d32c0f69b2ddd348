"""Creating several users at once from a list, with one file of all that is secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.console import handover
from accounts.console.choosing import group_choices
from accounts.console.starting import Start
from accounts.founding import new_password
from iamconsole.caller import Caller
from iamconsole.console.forms import ConsoleForm
from iamconsole.console.steps import Outcome, in_order
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import Refused

_MOST = 100


class UsersForm(ConsoleForm):
    """A list of users, and what all of them get."""

    users = forms.CharField(
        label=gettext_lazy("Users"),
        help_text=gettext_lazy(
            "One a line, 100 at most: the name, and after a comma the path if it has one."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "class": "textarea-mono", "spellcheck": "false"}),
    )
    has_password = forms.BooleanField(
        label=gettext_lazy("A password for each, made here and shown once"),
        help_text=gettext_lazy("Each must set a new one at the first sign-in."),
        required=False,
        initial=True,
    )
    has_key = forms.BooleanField(
        label=gettext_lazy("An access key for each"),
        help_text=gettext_lazy("Keys work until they are taken away."),
        required=False,
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, caller: Caller, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller
        groups, _refusal = group_choices(caller)
        if groups:
            self.fields["groups"].choices = groups  # type: ignore[attr-defined]
        else:
            del self.fields["groups"]

    def clean_users(self) -> list[dict[str, str]]:
        """What CreateUser takes, for each line."""
        lines = [line.strip() for line in self.cleaned_data["users"].splitlines()]
        users = [_about(line) for line in lines if line]
        if len(users) > _MOST:
            words = _("These are %(count)s users; 100 are the most at once.")
            raise forms.ValidationError(words % {"count": len(users)})
        names = [user["user_name"].lower() for user in users]
        if twins := sorted({name for name in names if names.count(name) > 1}):
            words = _("Named more than once: %(names)s")
            raise forms.ValidationError(words % {"names": ", ".join(twins)})
        return users

    def starts(self) -> Iterator[Start]:
        for about in self.cleaned_data["users"]:
            password = new_password(self.caller.account_id)
            yield Start(
                about=about,
                groups=self.cleaned_data.get("groups", ()),
                password=password if self.cleaned_data["has_password"] else "",
                is_reset_required=True,
                has_key=self.cleaned_data["has_key"],
            )


def _about(line: str) -> dict[str, str]:
    name, _comma, path = (part.strip() for part in line.partition(","))
    return {"user_name": name, "path": path} if path else {"user_name": name}


@dataclass(frozen=True)
class Made:
    """What became of one line of the list."""

    start: Start
    outcome: Outcome

    @property
    def is_there(self) -> bool:
        return bool(self.outcome.done)

    @property
    def reason(self) -> str:
        """What was refused, and why; for people where it was their input."""
        return "; ".join(_reason(failure.refusal) for failure in self.outcome.failures)


def _reason(refusal: Refused) -> str:
    hints = [_(violation.hint) for violation in getattr(refusal, "violations", ())]
    return " ".join(hints) or refusal.message


@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest) -> HttpResponse:
    """Create each of a list of users; one that is refused does not stop the others."""
    form = UsersForm(request.POST or None, caller=request.caller)
    if not form.is_valid():
        return render(request, "accounts/users_create.html", {"form": form}, status=form.status)
    made = [Made(start, in_order(request.caller, start.steps())) for start in form.starts()]
    secrets = [one.start.shown(one.outcome) for one in made]
    wrong = [one for one in made if not one.outcome.is_whole]
    if not wrong and not any(secret.is_secret for secret in secrets):
        words = ngettext("%(count)s user is created.", "%(count)s users are created.", len(made))
        messages.success(request, words % {"count": len(made)})
        return redirect("console-users")
    signin = handover.signin_address(request)
    facts = {
        "made": made,
        "csv": handover.csv_of([secret for secret in secrets if secret.is_secret], signin),
        "is_secret": any(secret.is_secret for secret in secrets),
    }
    status = wrong[0].outcome.status if wrong else 200
    return render(request, "accounts/users_created.html", facts, status=status)
