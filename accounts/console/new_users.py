"""Creating several users at once from a list, with one file of all that is secret."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
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
            "One a line, 100 at most: the name, and after commas its path, groups and tags, "
            "if any. Semicolons stand between several groups, and between tags such as key=value."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "class": "textarea-mono", "spellcheck": "false"}),
    )
    signin = forms.ChoiceField(
        label=gettext_lazy("Console"),
        widget=forms.RadioSelect(attrs={"class": "choice-cards"}),
        choices=(
            ("link", gettext_lazy("A link for each with which the user sets a password")),
            ("generated", gettext_lazy("A password for each, to be changed at the first sign-in")),
            ("none", gettext_lazy("No password: programs, or not yet")),
        ),
        initial="link",
        required=False,
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

    def clean_users(self) -> list[dict[str, Any]]:
        """What CreateUser takes, for each row, and its groups. What is wrong is said row by row."""
        rows = _rows(self.cleaned_data["users"])
        if rows and _is_heading(rows[0]):
            rows = rows[1:]
        numbered = [(n, row) for n, row in enumerate(rows, start=1) if any(map(str.strip, row))]
        if len(numbered) > _MOST:
            words = _("These are %(count)s users; 100 are the most at once.")
            raise forms.ValidationError(words % {"count": len(numbered)})
        users, problems = [], []
        for number, row in numbered:
            try:
                users.append(_about(row))
            except forms.ValidationError as problem:
                told = {"number": number, "problem": " ".join(problem.messages)}
                problems.append(_("Row %(number)s: %(problem)s") % told)
        names = [user.get("user_name", "").lower() for user in users]
        if twins := sorted({name for name in names if names.count(name) > 1}):
            problems.append(_("Named more than once: %(names)s") % {"names": ", ".join(twins)})
        if problems:
            raise forms.ValidationError(problems)
        return users

    def starts(self) -> Iterator[Start]:
        for about in self.cleaned_data["users"]:
            password = new_password(self.caller.account_id)
            groups = (*self.cleaned_data.get("groups", ()), *about.pop("groups", ()))
            yield Start(
                about=about,
                groups=tuple(dict.fromkeys(groups)),
                password=password if self.cleaned_data["signin"] == "generated" else "",
                is_reset_required=True,
                has_key=self.cleaned_data["has_key"],
                has_link=self.cleaned_data["signin"] == "link",
            )


_COLUMNS = ("user_name", "path", "groups", "tags")


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(text.splitlines(), skipinitialspace=True))
    except csv.Error:  # a cell longer than the reader takes, such as a file that is no list
        raise forms.ValidationError(_("This is too long to be a list of users.")) from None


def _about(cells: Sequence[str]) -> dict[str, Any]:
    """What a row says of a user. Raises ValidationError where it says too much, or no name."""
    found: dict[str, Any] = dict(zip(_COLUMNS, (cell.strip() for cell in cells), strict=False))
    if len(cells) > len(_COLUMNS):
        raise forms.ValidationError(_("It has more than a name, a path, groups and tags."))
    if not found["user_name"]:
        raise forms.ValidationError(_("It has no name."))
    for name in ("groups", "tags"):
        found[name] = [one.strip() for one in found.get(name, "").split(";") if one.strip()]
    found["tags"] = [_tag(text) for text in found["tags"]]
    return {name: value for name, value in found.items() if value}


def _tag(text: str) -> dict[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise forms.ValidationError(_("%(text)s is no key=value.") % {"text": text})
    return {"key": key.strip(), "value": value.strip()}


def _is_heading(cells: Sequence[str]) -> bool:
    return [cell.strip().lower().replace(" ", "_") for cell in cells[:1]] == ["user_name"]


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
