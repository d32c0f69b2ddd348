"""A link to set up a second factor with: an administrator makes it, and the user opens it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.console.owners import Owner
from accounts.console.signin import set_session_cookie
from accounts.console.user import around
from accounts.operations.enrolment_links import create_enrolment_link
from accounts.signin import enrolment_links, sessions
from accounts.signin.origins import origin_of
from iamconsole.caller import Face
from iamconsole.doors import ConsoleRequest, public
from iamconsole.errors import NotSignedIn
from iamconsole.http import public_address


@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Make the link, and show it this once."""
    owner = Owner(request.caller, user_name)
    if request.method == "POST":
        made = create_enrolment_link(request.caller, user_name=user_name)
        address = public_address(reverse("signin-enrol", args=[made.link_token]))
        facts = {"made": made, "address": address, "done": owner.address}
        return render(request, "accounts/mfa_link.html", facts)
    facts = around(request.caller, user_name, "console-user-credentials") | {"owner": owner}
    return render(request, "accounts/user_mfa_link.html", facts)


@public("The link is the proof, and opens nothing but setting up a second factor.")
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_page(request: HttpRequest, token: str) -> HttpResponse:
    """Begin to set up a second factor. Looking at the page does not use the link up."""
    user = enrolment_links.owner_of(token)
    if user is not None and request.method != "POST":
        return render(request, "accounts/signin_enrol.html", {"user": user})
    try:
        former = request.COOKIES.get(sessions.COOKIE, "")
        opened = enrolment_links.use(token, origin_of(request, Face.CONSOLE), former)
    except NotSignedIn:
        return render(request, "accounts/signin_reset_spent.html", status=HTTPStatus.GONE)
    rotate_token(request)
    response = redirect("console-me-mfa-new")
    set_session_cookie(response, opened)
    return response


urlpatterns = [path("signin/enrol/<str:token>", enrol_page, name="signin-enrol")]
