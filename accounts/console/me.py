"""My access: who I am here, my groups, and my own credentials as far as policies let me."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.console.credentials import held, profile_of
from accounts.console.mfa import held_devices
from accounts.console.own_access import own_access
from accounts.console.owners import Owner
from accounts.console.reminders import own_notices
from accounts.console.user import sources_of
from accounts.operations.groups import list_groups_for_user
from accounts.operations.users import get_user
from iamconsole.caller import CallerKind
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest

_MANY = 1000


@require_safe
def me_page(request: ConsoleRequest) -> HttpResponse:
    """Who is signed in, and what counts for them."""
    caller = request.caller
    if caller.kind is CallerKind.ROLE_SESSION:
        return render(request, "accounts/me_role.html", {"caller": caller} | own_access(caller))
    facts = {"caller": caller, "me": part(get_user, caller)} | own_notices(caller)
    facts |= own_access(caller)
    if caller.kind is CallerKind.USER:
        sources, refusals = sources_of(caller, caller.user_name)
        facts |= {
            "groups": part(
                list_groups_for_user, caller, user_name=caller.user_name, max_items=_MANY
            ),
            "sources": sources,
            "refusals": refusals,
        }
    return render(request, "accounts/me.html", facts)


@require_safe
def credentials_page(request: ConsoleRequest) -> HttpResponse:
    """My own keys and password."""
    owner = Owner(request.caller)
    facts = held(owner) | held_devices(owner)
    if request.caller.kind is CallerKind.USER:
        facts["profile"] = profile_of(owner)
    return render(request, "accounts/me_credentials.html", facts)
