"""Pages for what did not work: refusals of the gate, and the answers Django gives by itself."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.signin.paths import HOME, way_back
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.gone import gone
from iamconsole.console.kept_forms import KeptForm, kept_form
from iamconsole.errors import AccessDenied, NoSuchEntity, Refused, Throttling
from iamconsole.problems import problem as problem_document
from iamconsole.problems import waiting_headers
from policies.engine import Decision, Kind, Verdict

GetResponse = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger(__name__)

_LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Something is broken here</title>"
    "<h1>Something is broken here</h1><p>Nothing was changed. Try again in a moment.</p></html>"
)


@dataclass(frozen=True)
class Problem:
    """What a page says about a status: what is wrong, and what to do about it."""

    title: Words
    words: Words


PROBLEMS: dict[int, Problem] = {
    400: Problem(
        gettext_lazy("The request makes no sense here"),
        gettext_lazy("Something in it is missing or malformed. Go back and try again."),
    ),
    403: Problem(
        gettext_lazy("You are not allowed to do this"),
        gettext_lazy("The policies that apply to you do not allow it."),
    ),
    404: Problem(
        gettext_lazy("There is nothing here"),
        gettext_lazy("It may have been deleted or renamed, or the address is wrong."),
    ),
    405: Problem(
        gettext_lazy("This page cannot be used that way"),
        gettext_lazy("Open it from the console instead of sending something to it."),
    ),
    409: Problem(
        gettext_lazy("Something else stands in the way"),
        gettext_lazy("The directory has changed meanwhile, or other things depend on this one."),
    ),
    413: Problem(
        gettext_lazy("This is too much at once"),
        gettext_lazy("What was sent is larger than anything the directory takes."),
    ),
    429: Problem(
        gettext_lazy("Too many tries"),
        gettext_lazy("Wait a little, then try again."),
    ),
    500: Problem(
        gettext_lazy("Something is broken here"),
        gettext_lazy("It is our fault, not yours. Nothing was changed. It has been written down."),
    ),
    503: Problem(
        gettext_lazy("The directory cannot answer now"),
        gettext_lazy("Nothing was changed. Try again in a moment."),
    ),
}
CSRF_PROBLEM = Problem(
    gettext_lazy("This form is out of date"),
    gettext_lazy(
        "It was opened before you signed in, in another window, or without cookies. "
        "Nothing was done."
    ),
)
SIGNED_OUT_PROBLEM = Problem(
    gettext_lazy("You are signed out"),
    gettext_lazy("Nothing was done. Sign in again, then send what stands here once more."),
)


LAYERS: dict[Kind, Words] = {
    Kind.IDENTITY: gettext_lazy("Policies of users and groups"),
    Kind.BOUNDARY: gettext_lazy("Permissions boundary"),
    Kind.SESSION: gettext_lazy("Session policy"),
    Kind.TRUST: gettext_lazy("Trust policy of the role"),
    Kind.RESOURCE: gettext_lazy("Policy of the resource"),
    Kind.SCP: gettext_lazy("Service control policy"),
    Kind.RCP: gettext_lazy("Resource control policy"),
    Kind.ENDPOINT: gettext_lazy("Endpoint policy"),
}


@dataclass(frozen=True)
class Decided:
    """Which kind of policy a denial came from, and whether by a statement or by silence."""

    layer: Words
    is_explicit: bool


class ProblemPagesMiddleware:
    """Shows refusals, and bare answers of Django's, as pages; to programs, as problem documents."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code in (405, 413, 429) and _is_bare(response) and _is_page(request):
            page = problem_page(request, response.status_code)
            for name, value in response.headers.items():
                page.headers.setdefault(name, value)
            return page
        if _lost_session(request, response) and (kept := kept_form(request)):
            return _given_back(request, SIGNED_OUT_PROBLEM, kept, response.headers["Location"])
        return response

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if not isinstance(failure, Refused):
            return None
        if _is_page(request):
            return refusal_page(request, failure)
        caller: Caller | None = getattr(request, "caller", None)
        return problem_document(failure, caller.origin.request_id if caller else "")


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Why not: who asked for what, and what decided."""
    caller: Caller | None = getattr(request, "caller", None)
    status = 429 if isinstance(refusal, Throttling) else refusal.status
    waiting = waiting_headers(refusal)
    facts = {
        "problem": PROBLEMS.get(status, PROBLEMS[400]),
        "wait": int(waiting.get("Retry-After", 0)),
        "refusal": refusal,
        "is_denied": isinstance(refusal, AccessDenied),
        "decided": _decided(refusal),
        "caller": caller,
        "request_id": caller.origin.request_id if caller else "",
        "way_back": way_back(request),
        "retry": request.get_full_path() if refusal.status == 503 else "",
        "gone": gone(request) if isinstance(refusal, NoSuchEntity) else None,
    }
    page = render(request, _template(request), facts, status=status)
    for name, value in waiting.items():
        page.headers[name] = value
    return page


def _decided(refusal: Refused) -> Decided | None:
    """What decided, where policies were asked at all."""
    decision: Decision | None = getattr(refusal, "decision", None)
    if decision is None or decision.layer is None:
        return None
    return Decided(LAYERS[decision.layer], decision.verdict is Verdict.EXPLICITLY_DENIED)


def problem_page(request: HttpRequest, status: int, problem: Problem | None = None) -> HttpResponse:
    """What a status means, in the frame for whoever is signed in."""
    facts = {"problem": problem or PROBLEMS[status]}
    return render(request, _template(request), facts, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a database that does not answer: then no page may need it."""
    is_waiting = isinstance(sys.exc_info()[1], OperationalError)
    status = 503 if is_waiting else 500
    try:
        if getattr(request, "caller", None) and not is_waiting:
            return problem_page(request, status)
        page = loader.get_template("problem.html").render({"problem": PROBLEMS[status]})
    except Exception:
        log.exception("the page for a fault could not be drawn")
        page = _LAST_RESORT
    return HttpResponse(page, status=status, headers={"Retry-After": "10"} if is_waiting else None)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the proof that it is ours; one that came from here is given back."""
    if kept := kept_form(request):
        return _given_back(request, CSRF_PROBLEM, kept)
    return problem_page(request, 403, CSRF_PROBLEM)


def _given_back(
    request: HttpRequest, problem: Problem, kept: KeptForm, signin: str = ""
) -> HttpResponse:
    facts = {"problem": problem, "kept": kept, "signin": signin}
    return render(request, "kept_form.html", facts, status=401 if signin else 403)


def _lost_session(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether somebody sent a form who is not signed in any more."""
    if response.status_code != 302 or hasattr(request, "caller"):
        return False
    is_of_console = request.path.startswith(HOME) and request.resolver_match is not None
    return is_of_console and response.headers["Location"].startswith(reverse("signin"))


def _template(request: HttpRequest) -> str:
    return "refused.html" if getattr(request, "caller", None) else "problem.html"


def _is_page(request: HttpRequest) -> bool:
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def _is_bare(response: HttpResponseBase) -> bool:
    return not response.streaming and not getattr(response, "content", b"")
