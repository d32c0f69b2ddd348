"""Links an administrator makes for a user, each shown once: to set a password, or a second factor.

What they open is in `forgotten` and `enrolment_link`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.console.owners import Owner
from accounts.console.user import around
from accounts.operations.enrolment_links import create_enrolment_link
from accounts.operations.passwords import create_password_link
from accounts.shapes import EnrolmentLinkResult, PasswordLinkResult
from iamconsole.console.cells import Words
from iamconsole.doors import ConsoleRequest
from iamconsole.http import public_address


@dataclass(frozen=True, kw_only=True)
class Link:
    """A kind of link: the operation that makes it, the page that asks before, and what it opens."""

    make: Callable[..., EnrolmentLinkResult | PasswordLinkResult]
    template: str
    opens: str
    title: Words
    purpose: Words


PASSWORD = Link(
    make=create_password_link,
    template="accounts/user_password_link.html",
    opens="signin-reset",
    title=_("Link to set a password"),
    purpose=_("Shown on this page and never again. Whoever has it can set the password."),
)
ENROLMENT = Link(
    make=create_enrolment_link,
    template="accounts/user_mfa_link.html",
    opens="signin-enrol",
    title=_("Link to set up a second factor"),
    purpose=_(
        "Shown on this page and never again. Whoever has it can set up a second factor, but not "
        "sign in with it alone."
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: ConsoleRequest, user_name: str, link: Link) -> HttpResponse:
    """Make the link, and show it this once."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        made = link.make(request.caller, user_name=user_name)
        address = public_address(reverse(link.opens, args=[made.link_token]))
        facts = {"link": link, "made": made, "address": address, "done": owner.address}
        return render(request, "accounts/handed_link.html", facts)
    facts = around(request.caller, user_name, "console-user-credentials") | {"owner": owner}
    return render(request, link.template, facts)
