"""The second step of signing in, and proving anew that one is there before acts that want it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.console.signin import OnwardForm, password_field, set_session_cookie, signed_in
from accounts.signin import devices, factors, passkeys, recovery, sessions
from accounts.signin.factors import Factors
from accounts.signin.origins import origin_of
from accounts.signin.paths import safe_path
from iamconsole.caller import Face
from iamconsole.doors import public
from iamconsole.errors import Refused, SignInRefused
from iamconsole.problems import waiting_headers

if TYPE_CHECKING:
    from accounts.models import ConsoleSession

_LONGEST_CODE = 64
_LONGEST_ANSWER = 16_384


class CodeForm(OnwardForm):
    """A code, and which device or paper it was read from."""

    choice = forms.ChoiceField(label=_("Where the code is from"), widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("Code"),
        max_length=_LONGEST_CODE,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )

    def __init__(self, *args: Any, choices: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["choice"]
        chosen.choices = [(choice, _label(choice)) for choice in choices]  # type: ignore[attr-defined]  # a ChoiceField's
        chosen.initial = choices[0] if choices else ""
        if len(choices) == 1:
            chosen.widget = forms.HiddenInput()

    def show(self, request: HttpRequest, session: ConsoleSession) -> None:
        """Check the code. Raises Refused."""
        factors.show_code(
            session,
            self.cleaned_data["choice"],
            self.cleaned_data["code"],
            origin_of(request, Face.CONSOLE),
            request.COOKIES.get(devices.COOKIE, ""),
        )
        if self.cleaned_data["choice"] == factors.RECOVERY:
            messages.info(request, _recovered(session))


def _recovered(session: ConsoleSession) -> str:
    left = recovery.left(session.user)
    words = ngettext(
        "You used a recovery code; %(count)s is left. Your other browsers are signed out.",
        "You used a recovery code; %(count)s are left. Your other browsers are signed out.",
        left,
    )
    return words % {"count": left}


class KeyForm(OnwardForm):
    """The answer of a security key, which a script puts in."""

    credential = forms.CharField(max_length=_LONGEST_ANSWER, widget=forms.HiddenInput)
    is_verified = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="key_%s", **kwargs)

    def show(self, request: HttpRequest, session: ConsoleSession) -> None:
        """Check the answer. Raises Refused."""
        factors.show_key(
            session,
            self.cleaned_data["credential"],
            origin_of(request, Face.CONSOLE),
            request.COOKIES.get(devices.COOKIE, ""),
            is_verified=self.is_verified,
        )


class VerifiedKeyForm(KeyForm):
    """The answer of a key that knows its owner: for acts that want more than somebody's hand."""

    is_verified = True


class PasswordAgainForm(OnwardForm):
    """The password again, of somebody who has no other factor."""

    password = password_field(_("Password"), "current-password")

    def show(self, request: HttpRequest, session: ConsoleSession) -> None:
        """Check the password. Raises Refused."""
        refusal = SignInRefused(str(_("The password is wrong.")))
        origin = origin_of(request, Face.CONSOLE)
        factors.show_password(session, self.cleaned_data["password"], origin, refusal)


@public("Its session opens nothing but this page.")
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def factor_page(request: HttpRequest) -> HttpResponse:
    """Show the second factor, which the password alone does not replace."""
    session = sessions.find_waiting(request.COOKIES.get(sessions.COOKIE, ""))
    if session is None:
        return redirect(safe_path(request.GET.get("next", "")))
    form = _form(request, session, KeyForm)
    headers: dict[str, str] = {}
    if form.is_valid():
        try:
            form.show(request, session)
            return signed_in(request, session.user, form.cleaned_data["next"], mfa_at=now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
            headers = waiting_headers(refusal)
    return _answer(request, "accounts/signin_factor.html", form, session, headers, KeyForm)


@public("It asks whoever is signed in to prove it again, and opens nothing to anybody else.")
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest) -> HttpResponse:
    """Prove again to be there: with the second factor, or with the password where there is none."""
    session = sessions.find(request.COOKIES.get(sessions.COOKIE, ""))
    if session is None:
        return redirect("signin")
    has_factor = factors.has_any(session.user)
    form = _form(request, session, VerifiedKeyForm) if has_factor else _password_form(request)
    headers: dict[str, str] = {}
    if form.is_valid():
        try:
            form.show(request, session)
            token = sessions.confirm(session, has_shown_factor=has_factor)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            headers = waiting_headers(refusal)
        else:
            response = redirect(form.cleaned_data["next"])
            set_session_cookie(response, token)
            return response
    page = "accounts/signin_confirm.html"
    return _answer(request, page, form, session, headers, VerifiedKeyForm)


FactorForm = CodeForm | KeyForm | PasswordAgainForm


def _form(request: HttpRequest, session: ConsoleSession, key_form: type[KeyForm]) -> FactorForm:
    """The form that was sent, of those the page has; the one for codes where none was."""
    if "credential" in request.POST:
        return key_form(request.POST)
    choices = Factors.of(session.user).choices
    return CodeForm(_sent(request), initial=_given(request), choices=choices)


def _password_form(request: HttpRequest) -> PasswordAgainForm:
    return PasswordAgainForm(_sent(request), initial=_given(request))


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _given(request: HttpRequest) -> dict[str, str]:
    return {"next": request.GET.get("next", "")}


def _answer(
    request: HttpRequest,
    page: str,
    form: FactorForm,
    session: ConsoleSession,
    headers: dict[str, str],
    key_form: type[KeyForm],
) -> HttpResponse:
    """The page with what is wrong, and with a new challenge for those who have keys."""
    found = Factors.of(session.user)
    facts: dict[str, Any] = {"form": form, "user": session.user, "has_codes": bool(found.choices)}
    facts["seconds"] = headers.get("Retry-After")
    if found.has_keys:
        facts["key_form"] = form if isinstance(form, KeyForm) else key_form(initial=_given(request))
        facts["key_options"] = passkeys.challenge_for(session, is_verified=key_form.is_verified)
        if isinstance(form, KeyForm):
            facts["form"] = CodeForm(None, initial=_given(request), choices=found.choices)
    status = HTTPStatus.TOO_MANY_REQUESTS if headers else form.status
    response = render(request, page, facts, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


def _label(choice: str) -> Any:
    if choice == factors.RECOVERY:
        return _("A recovery code")
    return choice.rpartition("/")[2]


urlpatterns = [
    path("signin/factor", factor_page, name="signin-factor"),
    path("signin/confirm", confirm_page, name="signin-confirm"),
]
