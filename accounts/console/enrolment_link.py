"""What opens when a user follows a link to set up a second factor, which `handed_links` made."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.console.signin import set_session_cookie
from accounts.signin import enrolment_links, sessions
from accounts.signin.origins import origin_of
from iamconsole.caller import Face
from iamconsole.doors import public
from iamconsole.errors import NotSignedIn


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
