"""The sign-in family of pages: the only ones for people who are not signed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import password_rules
from accounts.signin import (
    devices,
    new_passwords,
    notices,
    passkey_signin,
    passwords,
    sessions,
)
from accounts.signin.origins import origin_of
from accounts.signin.passwords import Sought
from accounts.signin.paths import safe_path
from iamconsole.caller import Face
from iamconsole.console.forms import ConsoleForm
from iamconsole.doors import public
from iamconsole.errors import Refused, SignInRefused, Throttling
from iamconsole.problems import waiting_headers

if TYPE_CHECKING:
    from accounts.models import User

_LONGEST_PASSWORD = 1024


def password_field(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def name_field(label: Any, **attributes: Any) -> forms.CharField:
    attributes |= {"autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=320, widget=forms.TextInput(attrs=attributes))


class OnwardForm(ConsoleForm):
    """A form that knows the page to go on to."""

    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_next(self) -> str:
        return safe_path(self.cleaned_data["next"])


class SignInForm(OnwardForm):
    """Names and a password; what is wrong with them is said in one way only."""

    def sought(self) -> Sought:
        raise NotImplementedError


class UserForm(SignInForm):
    """An IAM user, who may also write `alias/name` into one box."""

    account = name_field(_("Account ID or alias"), autocomplete="organization")
    user_name = name_field(_("User name"), autocomplete="username")
    password = password_field(_("Password"), "current-password")

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(_in_two_boxes(data) if data is not None else None, **kwargs)

    def sought(self) -> Sought:
        return passwords.user_sought(self.cleaned_data["account"], self.cleaned_data["user_name"])


class RootForm(SignInForm):
    """The owner of an account."""

    email = name_field(_("E-mail address"), autocomplete="username", inputmode="email")
    password = password_field(_("Password"), "current-password")

    def sought(self) -> Sought:
        return passwords.root_sought(self.cleaned_data["email"])


class PasskeyForm(OnwardForm):
    """The answer of a passkey, which a script puts in, and what it was asked."""

    state = forms.CharField(max_length=512)
    credential = forms.CharField(max_length=16_384)


class NewPasswordForm(OnwardForm):
    """A password its owner chooses, typed twice."""

    password = password_field(_("New password"), "new-password")
    again = password_field(_("New password again"), "new-password")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords are not the same."))
        return again


@public("People sign in here.")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def user_page(request: HttpRequest, account: str = "") -> HttpResponse:
    """Sign in as an IAM user; `account` is the one a bookmark names."""
    given = {"account": account, "next": request.GET.get("next", "")}
    form = UserForm(request.POST if request.method == "POST" else None, initial=given)
    return _signin_page(request, form, "accounts/signin_user.html")


@public("The root user signs in here.")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def root_page(request: HttpRequest) -> HttpResponse:
    """Sign in as an account's root user."""
    given = {"next": request.GET.get("next", "")}
    form = RootForm(request.POST if request.method == "POST" else None, initial=given)
    return _signin_page(request, form, "accounts/signin_root.html")


@public("A passkey is the proof.")
@require_POST
def passkey_page(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey instead of a name, a password and a second factor."""
    form = PasskeyForm(request.POST)
    way_on = safe_path(request.POST.get("next", ""))
    try:
        if not form.is_valid():
            raise SignInRefused(passkey_signin.REFUSED)
        given, origin = form.cleaned_data, origin_of(request, Face.CONSOLE)
        user = passkey_signin.admit(given["state"], given["credential"], origin)
        return signed_in(request, user, way_on, mfa_at=now(), has_used_password=False)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('signin')}?{urlencode({'next': way_on})}")


@public("Its session opens nothing but this page.")
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password_page(request: HttpRequest) -> HttpResponse:
    """Set a password of one's own, before anything else is open."""
    session = sessions.find(request.COOKIES.get(sessions.COOKIE, ""))
    if session is None or not sessions.needs_new_password(session):
        return redirect(safe_path(request.GET.get("next", "")))
    given = {"next": request.GET.get("next", "")}
    form = NewPasswordForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        origin = origin_of(request, Face.CONSOLE)
        try:
            passwords.refuse_expired(session.user, origin)
            new = new_passwords.chosen(session.user, form.cleaned_data["password"])
            new_passwords.choose(session.user, new, origin, action="signin:PasswordUpdated")
        except Refused as refusal:
            form.add_error("password", words_of(refusal))
        else:
            way_on = form.cleaned_data["next"]
            return signed_in(request, session.user, way_on, mfa_at=session.mfa_at)
    facts = {
        "form": form,
        "user": session.user,
        "is_expired": session.is_password_expired,
        "rules": password_rules.told(password_rules.policy_of(session.account_id)),
    }
    return render(request, "accounts/signin_new_password.html", facts, status=form.status)


@public("Leaving needs no leave.")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the browser's session."""
    sessions.end(request.COOKIES.get(sessions.COOKIE, ""))
    response = redirect("signed-out")
    response.delete_cookie(sessions.COOKIE, samesite="Lax")
    return response


@public("It says only that a session has ended.")
@require_safe
def signed_out_page(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/signin_signed_out.html")


def _signin_page(request: HttpRequest, form: SignInForm, template: str) -> HttpResponse:
    if form.is_valid():
        try:
            return _admitted(request, form)
        except Throttling as refusal:
            return _made_to_wait(request, form, refusal)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, template, _around(request, form), status=form.status)


def _made_to_wait(request: HttpRequest, form: SignInForm, refusal: Throttling) -> HttpResponse:
    """A page that costs little: whoever guesses gets it again and again."""
    address = f"{request.path}?{urlencode({'next': safe_path(form.cleaned_data['next'])})}"
    headers = waiting_headers(refusal)
    facts = {"message": refusal.message, "address": address, "seconds": headers["Retry-After"]}
    status = HTTPStatus.TOO_MANY_REQUESTS
    response = render(request, "accounts/signin_wait.html", facts, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


def _around(request: HttpRequest, form: SignInForm) -> dict[str, Any]:
    """The form, where to go on, and who is signed in already, or was until a while ago."""
    token = request.COOKIES.get(sessions.COOKIE, "")
    session = sessions.find(token)
    way_on = safe_path(str(form["next"].value() or ""))
    has_ended = bool(token) and session is None and not sessions.find_waiting(token)
    return {
        "form": form,
        "current": session.user if session else None,
        "way_on": way_on,
        "has_ended": has_ended,
        "passkey": passkey_signin.asked(),
    }


def _admitted(request: HttpRequest, form: SignInForm) -> HttpResponse:
    sought, password = form.sought(), form.cleaned_data["password"]
    device = request.COOKIES.get(devices.COOKIE, "")
    user = passwords.admit(sought, password, origin_of(request, Face.CONSOLE), device)
    return signed_in(request, user, form.cleaned_data["next"])


def signed_in(
    request: HttpRequest,
    user: User,
    way_on: str,
    mfa_at: datetime | None = None,
    *,
    has_used_password: bool = True,
) -> HttpResponse:
    """Go on with a new session; the cookie the browser came with opens nothing any more."""
    former = request.COOKIES.get(sessions.COOKIE, "")
    origin = origin_of(request, Face.CONSOLE)
    token = sessions.begin(
        user, origin, instead_of=former, mfa_at=mfa_at, has_used_password=has_used_password
    )
    rotate_token(request)
    response = redirect(way_on)
    set_session_cookie(response, token)
    session = sessions.find(token)
    if session is not None:
        # A browser that showed no more than a password has not signed in before.
        known = request.COOKIES.get(devices.COOKIE, "")
        notices.tell_of_sign_in(session, origin, known)
        _set_cookie(response, devices.COOKIE, devices.token_for(user, known), devices.LASTS)
    return response


def set_session_cookie(response: HttpResponse, token: str) -> None:
    _set_cookie(response, sessions.COOKIE, token, sessions.ABSOLUTE)


def _set_cookie(response: HttpResponse, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=lasts, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
    )


def words_of(refusal: Refused) -> str:
    """What is wrong with a password, for people."""
    hints = [violation.hint for violation in getattr(refusal, "violations", ())]
    return " ".join(hints) or refusal.message


def _in_two_boxes(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was sent, with `alias/name` in either box taken apart when the other is empty."""
    account, user_name = data.get("account", ""), data.get("user_name", "")
    if "/" in account + user_name and not (account.strip() and user_name.strip()):
        account, _slash, user_name = (account + user_name).partition("/")
    return {**{name: data.get(name) for name in data}, "account": account, "user_name": user_name}


urlpatterns = [
    path("signin", user_page, name="signin"),
    path("signin/passkey", passkey_page, name="signin-passkey"),
    path("signin/root", root_page, name="signin-root"),
    path("signin/new-password", new_password_page, name="signin-new-password"),
    path("a/<slug:account>", user_page, name="signin-account"),
    path("signout", sign_out, name="signout"),
    path("signed-out", signed_out_page, name="signed-out"),
]
