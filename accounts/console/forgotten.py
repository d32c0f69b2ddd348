"""Setting a password with a link: one an administrator handed over, or one root had mailed."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts import password_rules
from accounts.console.signin import NewPasswordForm, name_field, words_of
from accounts.signin import forgotten, password_links
from accounts.signin.origins import origin_of
from iamconsole.caller import Face
from iamconsole.console.forms import ConsoleForm
from iamconsole.doors import public
from iamconsole.errors import NotSignedIn, Refused
from iamconsole.problems import waiting_headers


class ForgottenForm(ConsoleForm):
    """The address that mail should go to."""

    email = name_field(gettext_lazy("E-mail address"), autocomplete="username", inputmode="email")


class LinkedPasswordForm(NewPasswordForm):
    """A password of one's own, typed twice; the way on is to sign in with it."""

    next = None  # type: ignore[assignment]  # this is how Django leaves a field out


@public("Who forgot root's password cannot sign in.")
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_page(request: HttpRequest) -> HttpResponse:
    """Have a link mailed; whether the address is anybody's is not said."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    headers: dict[str, str] = {}
    if form.is_valid():
        try:
            forgotten.ask(form.cleaned_data["email"], origin_of(request, Face.CONSOLE))
            return redirect("signin-forgot-sent")
        except Refused as refusal:
            form.add_error(None, refusal.message)
            headers = waiting_headers(refusal)
    status = HTTPStatus.TOO_MANY_REQUESTS if headers else form.status
    response = render(request, "accounts/signin_forgot.html", {"form": form}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


@public("It says the same to everybody.")
@require_safe
def sent_page(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/signin_forgot_sent.html")


@public("The link is the proof.")
@sensitive_variables("token")
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def reset_page(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password with a link. Looking at the page does not use the link up."""
    user = password_links.owner_of(token)
    if user is None:
        return _spent(request)
    form = LinkedPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            origin = origin_of(request, Face.CONSOLE)
            password_links.use(token, form.cleaned_data["password"], origin)
        except NotSignedIn:
            return _spent(request)
        except Refused as refusal:
            form.add_error("password", words_of(refusal))
        else:
            messages.success(request, _("The password is set. Sign in with it."))
            if user.is_root:
                return redirect("signin-root")
            return redirect("signin-account", user.account.alias or user.account_id)
    rules = password_rules.told(password_rules.policy_of(user.account_id))
    facts = {"form": form, "user": user, "rules": rules}
    return render(request, "accounts/signin_reset.html", facts, status=form.status)


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/signin_reset_spent.html", status=HTTPStatus.GONE)


urlpatterns = [
    path("signin/forgot", forgot_page, name="signin-forgot"),
    path("signin/forgot/sent", sent_page, name="signin-forgot-sent"),
    path("signin/reset/<str:token>", reset_page, name="signin-reset"),
]
