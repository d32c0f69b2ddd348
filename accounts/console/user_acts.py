"""What can be done to several users at once: each on its own, and what was refused is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from accounts.console.choosing import GroupsForm
from accounts.console.user_delete import DeleteForm, steps_to_delete
from accounts.operations.groups import add_user_to_group
from accounts.operations.users import delete_user, disable_user, enable_user, get_user
from accounts.signin.paths import safe_path
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.forms import ConsoleForm
from iamconsole.console.steps import Outcome, Step, each, in_order
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import Refused

_MOST_SELECTED = 200


@dataclass(frozen=True)
class UsersAct:
    """An act on users: its words for so many of them, and what is asked for each."""

    title: Words
    words: Words
    button: Words
    steps: Callable[[Caller, str, ConsoleForm], Iterable[Step]]
    is_danger: bool = False


def _disabling(caller: Caller, user_name: str, form: ConsoleForm) -> Iterable[Step]:
    yield Step(_("Disable %(name)s") % {"name": user_name}, disable_user, {"user_name": user_name})


def _enabling(caller: Caller, user_name: str, form: ConsoleForm) -> Iterable[Step]:
    yield Step(_("Enable %(name)s") % {"name": user_name}, enable_user, {"user_name": user_name})


def _joining(caller: Caller, user_name: str, form: ConsoleForm) -> Iterable[Step]:
    for group_name in form.cleaned_data["groups"]:
        words = _("Add %(user)s to %(group)s") % {"user": user_name, "group": group_name}
        params = {"user_name": user_name, "group_name": group_name}
        yield Step(words, add_user_to_group, params)


def _deleting(caller: Caller, user_name: str, form: ConsoleForm) -> Iterable[Step]:
    try:
        user = get_user(caller, user_name=user_name).user
    except Refused:
        # Deleting it is refused for the same reason, and the page then tells of it.
        words = _("Delete the user %(name)s") % {"name": user_name}
        return [Step(words, delete_user, {"user_name": user_name})]
    return steps_to_delete(caller, user)


ACTS = {
    "disable": UsersAct(
        ngettext_lazy("Disable %(count)s user?", "Disable %(count)s users?", "count"),
        gettext_lazy("They are signed out, and all they ask for is refused. Nothing is lost."),
        ngettext_lazy("Disable %(count)s user", "Disable %(count)s users", "count"),
        _disabling,
    ),
    "enable": UsersAct(
        ngettext_lazy("Enable %(count)s user?", "Enable %(count)s users?", "count"),
        gettext_lazy("They may again what they might before they were disabled."),
        ngettext_lazy("Enable %(count)s user", "Enable %(count)s users", "count"),
        _enabling,
    ),
    "group": UsersAct(
        ngettext_lazy("Add %(count)s user to groups", "Add %(count)s users to groups", "count"),
        gettext_lazy("They may at once what the groups may."),
        ngettext_lazy("Add %(count)s user", "Add %(count)s users", "count"),
        _joining,
    ),
    "delete": UsersAct(
        ngettext_lazy("Delete %(count)s user?", "Delete %(count)s users?", "count"),
        gettext_lazy(
            "Their passwords, keys, memberships, attachments and inline policies go with them. "
            "Groups, managed policies and the history stay. This cannot be undone."
        ),
        ngettext_lazy("Delete %(count)s user", "Delete %(count)s users", "count"),
        _deleting,
        is_danger=True,
    ),
}


@require_POST
def act_page(request: ConsoleRequest, act: str) -> HttpResponse:
    """Ask whether, and then do it to each of the selected users."""
    if act not in ACTS:
        raise Http404
    back = safe_path(request.POST.get("back") or reverse("console-users"))
    names = request.POST.getlist("selected")[:_MOST_SELECTED]
    if not names:
        messages.warning(request, _("No user was selected."))
        return redirect(back)
    form = _form(request, act, names)
    count = {"count": len(names)}
    facts = {
        "act": ACTS[act],
        "title": ACTS[act].title % count,
        "button": ACTS[act].button % count,
        "names": names,
        "back": back,
        "form": form,
    }
    if not form.is_valid():
        return render(request, "accounts/users_act.html", facts, status=form.status)
    outcome = _done(request.caller, ACTS[act], names, form)
    if outcome.is_whole:
        words = ngettext("Done, for %(count)s user.", "Done, for %(count)s users.", len(names))
        messages.success(request, words % {"count": len(names)})
        return redirect(back)
    return render(
        request, "accounts/users_act.html", facts | {"outcome": outcome}, status=outcome.status
    )


def _form(request: ConsoleRequest, act: str, names: list[str]) -> ConsoleForm:
    """What has to be filled in first; unbound until the page itself was sent."""
    data = request.POST if "confirmed" in request.POST else None
    if act == "group":
        return GroupsForm(data, caller=request.caller)
    if act == "delete":
        return DeleteForm(data, phrase=_phrase(names))
    return ConsoleForm(data)


def _phrase(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("delete %(count)s users") % {"count": len(names)}


def _done(caller: Caller, act: UsersAct, names: list[str], form: ConsoleForm) -> Outcome:
    """What came of all of them. Of one user, what follows a refusal is left alone."""
    if not act.is_danger:
        return each(caller, [step for name in names for step in act.steps(caller, name, form)])
    outcomes = [in_order(caller, act.steps(caller, name, form)) for name in names]
    return Outcome(
        done=tuple(step for outcome in outcomes for step in outcome.done),
        failures=tuple(failure for outcome in outcomes for failure in outcome.failures),
        left=tuple(step for outcome in outcomes for step in outcome.left),
    )
