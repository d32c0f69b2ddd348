"""Who asks: every address wants a caller, save those whose views are declared public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.authentication import CSRFCheck

from accounts.signin import sessions, switched_roles
from accounts.signin.keys import caller_from_signature
from accounts.signin.origins import origin_of
from accounts.signin.paths import way_back
from accounts.signin.switched_roles import RoleEnded
from iamconsole.caller import Caller, Face
from iamconsole.doors import (
    ConsoleRequest,
    face_of,
    is_for_enrolling,
    is_for_oneself,
    reason_to_be_public,
)
from iamconsole.errors import (
    AccessDenied,
    MissingAuthenticationToken,
    NotSignedIn,
    Refused,
    RequestTooLarge,
)
from iamconsole.problems import problem

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class NewPasswordNeeded(NotSignedIn):
    """The password was set by somebody else, and nothing is open before its owner sets another."""


class FactorNeeded(NotSignedIn):
    """The password was right, and nothing is open before the second factor is shown."""


class EnrolmentNeeded(NotSignedIn):
    """The account asks for a second factor, and nothing is open before one is set up."""


_PAGES = {
    RoleEnded: "switch-role",
    NewPasswordNeeded: "signin-new-password",
    FactorNeeded: "signin-factor",
    EnrolmentNeeded: "console-me-mfa",
}


class SignInMiddleware:
    """Puts the proven caller on the request, or turns the request away before its view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: ConsoleRequest) -> HttpResponseBase:
        request.account_alias, request.role_look = "", None
        return self.get_response(request)

    def process_view(
        self, request: ConsoleRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponse | None:
        if reason_to_be_public(view):
            return None
        face = face_of(view)
        try:
            request.caller = _caller(request, face, is_for_oneself=is_for_oneself(view))
            if request.caller.is_enrolling and not is_for_enrolling(view):
                raise EnrolmentNeeded("Set up a second factor before anything else.")
        except Refused as refusal:
            return _turned_away(request, refusal, face)
        return None


def _caller(request: ConsoleRequest, face: Face, *, is_for_oneself: bool) -> Caller:
    if face is not Face.REST:
        return _caller_in_session(request, face, is_for_oneself=is_for_oneself)
    # An answer to a program sets no cookie, not even in place of one that cannot be read.
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    _refuse_oversized(request)
    if "Authorization" in request.headers:
        return caller_from_signature(request, face)
    return _caller_in_session(request, face)


def _caller_in_session(
    request: ConsoleRequest, face: Face, *, is_for_oneself: bool = False
) -> Caller:
    token = request.COOKIES.get(sessions.COOKIE, "")
    session = sessions.find(token)
    if session is None and sessions.find_waiting(token):
        raise FactorNeeded("Show the second factor first.")
    if session is None:
        raise MissingAuthenticationToken("Sign in first, or sign the request.")
    if sessions.needs_new_password(session):
        raise NewPasswordNeeded("Set a new password before anything else.")
    # A browser sends its cookie whoever wrote the page it shows, so the page has to prove itself.
    if request.method not in _SAFE and not getattr(request, "csrf_processing_done", False):
        _refuse_forged(request)
    request.account_alias = session.user.account.alias or ""
    request.role_look = switched_roles.look_of(session)
    if is_for_oneself:
        return sessions.caller_in(session, origin_of(request, face))
    caller = switched_roles.caller_in(session, origin_of(request, face))
    if caller.account_id != session.account_id:
        request.account_alias = switched_roles.alias_of(caller.account_id)
    return caller


def _refuse_forged(request: HttpRequest) -> None:
    check = CSRFCheck(_nothing)
    check.process_request(request)
    if reason := check.process_view(request, _nothing, (), {}):
        raise AccessDenied(f"The request may not come from a page of this site. {reason}")


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _refuse_oversized(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise RequestTooLarge(
            f"A request has at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes."
        )


def _turned_away(request: HttpRequest, refusal: Refused, face: Face) -> HttpResponse:
    if face is Face.REST or _wants_data(request) or not isinstance(refusal, NotSignedIn):
        return problem(refusal)
    page = _PAGES.get(type(refusal), "signin")
    address = f"{reverse(page)}?{urlencode({'next': way_back(request)})}"
    if "HX-Request" in request.headers:
        # A part of a page cannot become the sign-in page; the whole window must.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _wants_data(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted
