"""Where somebody is signed in: their browsers, and the end of each or of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.console.owners import Owner
from accounts.operations.console_sessions import (
    end_console_session,
    end_console_sessions,
    list_console_sessions,
)
from accounts.signin import sessions
from iamconsole.console.cells import number
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest


def held_sessions(owner: Owner) -> dict[str, Any]:
    """The browsers somebody is signed in with, or why they may not be seen."""
    listed = part(list_console_sessions, owner.caller, **owner.params)
    found = listed.content.console_sessions if listed.content else ()
    return {
        "browsers": [(one, owner.url("session-end", one.session_id)) for one in found],
        "browsers_refusal": listed.refusal,
        "others": sum(not one.is_current for one in found),
        "end_address": owner.url("sessions-end"),
    }


@require_safe
def sessions_page(request: ConsoleRequest) -> HttpResponse:
    """Where I am signed in."""
    owner = Owner(request.caller)
    return render(request, "accounts/me_sessions.html", {"owner": owner} | held_sessions(owner))


@require_POST
def session_end(request: ConsoleRequest, session_id: str, user_name: str = "") -> HttpResponse:
    """Sign one browser out."""
    owner = Owner(request.caller, user_name)
    end_console_session(request.caller, session_id=session_id, **owner.params)
    if session_id == request.caller.session_id:
        return _signed_out()
    messages.success(request, _("That browser is signed out."))
    return redirect(_address(owner))


@require_POST
def sessions_end(request: ConsoleRequest, user_name: str = "") -> HttpResponse:
    """Sign out everywhere, or everywhere else."""
    owner = Owner(request.caller, user_name)
    keeps = "keeps_current" in request.POST
    ended = end_console_sessions(request.caller, keeps_current=keeps, **owner.params).count
    if owner.is_caller and not keeps:
        return _signed_out()
    words = ngettext(
        "%(count)s browser is signed out.", "%(count)s browsers are signed out.", ended
    )
    messages.success(request, words % {"count": number(ended)})
    return redirect(_address(owner))


def _address(owner: Owner) -> str:
    return owner.url("sessions") if owner.is_caller else owner.address


def _signed_out() -> HttpResponse:
    response = redirect("signed-out")
    response.delete_cookie(sessions.COOKIE, samesite="Lax")
    return response
