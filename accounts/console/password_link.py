"""A link with which a user sets a password of its own: made here, and shown once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.console.owners import Owner
from accounts.console.user import around
from accounts.operations.passwords import create_password_link
from iamconsole.doors import ConsoleRequest
from iamconsole.http import public_address


@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Make the link, and show it this once."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        made = create_password_link(request.caller, user_name=user_name)
        address = public_address(reverse("signin-reset", args=[made.link_token]))
        facts = {"made": made, "address": address, "done": owner.address}
        return render(request, "accounts/password_link.html", facts)
    facts = around(request.caller, user_name, "console-user-credentials") | {"owner": owner}
    return render(request, "accounts/user_password_link.html", facts)
