"""What can be done to several users at once: each on its own, and what was refused is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from accounts.console.user_delete import DeleteForm, steps_to_delete
from accounts.console.user_memberships import MembershipsForm
from accounts.console.users import USERS
from accounts.operations.login_profiles import update_login_profile
from accounts.operations.users import (
    delete_user,
    disable_user,
    enable_user,
    get_user,
    search_users,
    tag_user,
)
from accounts.signin.paths import safe_path
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.forms import ConsoleForm, TagsField
from iamconsole.console.steps import Outcome, Step, each, in_order
from iamconsole.console.table_specs import SIZES
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import Refused

MOST = 1000


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
    return form.steps(user_name) if isinstance(form, MembershipsForm) else ()


def _renewing(caller: Caller, user_name: str, form: ConsoleForm) -> Iterable[Step]:
    words = _("Have %(name)s set a new password") % {"name": user_name}
    given = {"user_name": user_name, "password_reset_required": True}
    yield Step(words, update_login_profile, given)


def _tagging(caller: Caller, user_name: str, form: ConsoleForm) -> Iterable[Step]:
    words = _("Tag %(name)s") % {"name": user_name}
    given = {"user_name": user_name, "tags": form.cleaned_data["tags"]}
    yield Step(words, tag_user, given)


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
        ngettext_lazy("Groups of %(count)s user", "Groups of %(count)s users", "count"),
        gettext_lazy("Who joins may at once what the group may; who leaves, at once no more."),
        ngettext_lazy("Change %(count)s user", "Change %(count)s users", "count"),
        _joining,
    ),
    "tag": UsersAct(
        ngettext_lazy("Tag %(count)s user", "Tag %(count)s users", "count"),
        gettext_lazy("Tags they have stay, unless they get another value."),
        ngettext_lazy("Tag %(count)s user", "Tag %(count)s users", "count"),
        _tagging,
    ),
    "renew": UsersAct(
        ngettext_lazy(
            "Require a new password of %(count)s user?",
            "Require a new password of %(count)s users?",
            "count",
        ),
        gettext_lazy("At the next sign-in each sets another. Who has none is refused this."),
        ngettext_lazy("Require it of %(count)s user", "Require it of %(count)s users", "count"),
        _renewing,
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


class TagForm(ConsoleForm):
    """Tags for all of them."""

    tags = TagsField(
        label=gettext_lazy("Tags"), help_text=gettext_lazy("One key=value a line, 50 at most.")
    )


@require_POST
def act_page(request: ConsoleRequest, act: str) -> HttpResponse:
    """Ask whether, and then do it to each of the selected users."""
    if act not in ACTS:
        raise Http404
    back = safe_path(request.POST.get("back") or reverse("console-users"))
    names = _names(request)
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
        "is_cut": "everything" in request.POST and len(names) == MOST,
        "most": MOST,
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
    failed = dict.fromkeys(failure.step.params["user_name"] for failure in outcome.failures)
    facts |= {"outcome": outcome, "failed": list(failed)}
    return render(request, "accounts/users_act.html", facts, status=outcome.status)


def _names(request: ConsoleRequest) -> list[str]:
    """Whom it is about: those that were named, all that match, or those that were selected."""
    sent = request.POST
    if "names" in sent:
        names = sent["names"].split()
    elif "everything" in sent:
        names = list(_matching(request.caller, sent.get("narrowing", "")))
    else:
        names = sent.getlist("selected")
    return list(dict.fromkeys(names))[:MOST]


def _matching(caller: Caller, narrowing: str) -> Iterator[str]:
    """The names of all that a list narrowed so shows, page after page."""
    wanted = USERS.narrowing(narrowing)
    for number in range(1, MOST // SIZES[-1] + 1):
        paging = {"page_number": number, "page_size": SIZES[-1]}
        rows = search_users.perform(caller, wanted | paging).rows
        yield from (row.user.user_name or "" for row in rows)
        if len(rows) < SIZES[-1]:
            return


def _form(request: ConsoleRequest, act: str, names: list[str]) -> ConsoleForm:
    """What has to be filled in first; unbound until the page itself was sent."""
    data = request.POST if "confirmed" in request.POST else None
    if act == "group":
        return MembershipsForm(data, caller=request.caller, names=names)
    if act == "tag":
        return TagForm(data)
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
