"""Switch role: act as another for a while, and back. Only users do, and one role at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.console.signin import OnwardForm, name_field, set_session_cookie
from accounts.operations.assumable_roles import list_assumable_roles
from accounts.operations.assume_role import assume_role
from accounts.operations.roles import get_role
from accounts.signin import switched_roles
from accounts.signin.paths import HOME
from accounts.signin.switched_roles import COLOURS, Look, Taken
from iamconsole.caller import Caller
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest, for_oneself
from iamconsole.errors import Refused
from iamconsole.http import public_address

_HOUR = 3600
_SPANS = (
    (_HOUR, gettext_lazy("1 hour")),
    (2 * _HOUR, gettext_lazy("2 hours")),
    (4 * _HOUR, gettext_lazy("4 hours")),
    (8 * _HOUR, gettext_lazy("8 hours")),
    (12 * _HOUR, gettext_lazy("12 hours")),
)
_COLOUR_NAMES = {
    "red": gettext_lazy("Red"),
    "orange": gettext_lazy("Orange"),
    "yellow": gettext_lazy("Yellow"),
    "green": gettext_lazy("Green"),
    "blue": gettext_lazy("Blue"),
    "purple": gettext_lazy("Purple"),
}
# The names that links to AWS's page have, so that people need not learn others.
_IN_A_LINK = {
    "account": "account",
    "roleName": "role_name",
    "displayName": "label",
    "color": "colour",
    "next": "next",
}


class SwitchForm(OnwardForm):
    """A role by its account and name, or by its ARN where a list named it, and how it looks."""

    role_arn = forms.CharField(required=False, max_length=640, widget=forms.HiddenInput)
    account = name_field(gettext_lazy("Account ID or alias"), autocomplete="off")
    role_name = forms.CharField(
        label=gettext_lazy("Role name"),
        help_text=gettext_lazy("With its path if it has one, such as audits/reader."),
        max_length=580,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    label = forms.CharField(
        label=gettext_lazy("Display name"),
        help_text=gettext_lazy("What the bar calls the role while you act as it."),
        required=False,
        max_length=64,
    )
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour"),
        choices=[(colour, _COLOUR_NAMES[colour]) for colour in COLOURS],
        initial="blue",
        required=False,
    )
    duration_seconds = forms.TypedChoiceField(
        label=gettext_lazy("How long"),
        help_text=gettext_lazy("No longer than the role allows, or your own session lasts."),
        coerce=int,
        choices=_SPANS,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("role_arn"):
            self.fields["account"].required = self.fields["role_name"].required = False

    def arn(self, caller: Caller) -> str:
        """Which role is meant. An account's alias means something to those it has a role for."""
        given = self.cleaned_data
        if given["role_arn"]:
            return str(given["role_arn"])
        known_ids = {caller.account_id, *_account_ids(caller)}
        return switched_roles.arn_of(given["account"], given["role_name"], known_ids)

    @property
    def look(self) -> Look:
        return Look(
            label=self.cleaned_data["label"], colour=self.cleaned_data["colour"] or COLOURS[4]
        )

    def take(self, caller: Caller) -> Taken:
        """Ask for a session of the role. Raises Refused."""
        role_arn = self.arn(caller)
        made = assume_role(
            caller,
            role_arn=role_arn,
            role_session_name=switched_roles.session_name(caller.user_name),
            duration_seconds=self.cleaned_data["duration_seconds"],
        ).credentials
        return Taken(role_arn=role_arn, key_id=made.access_key_id, token=made.session_token)


@for_oneself
@require_http_methods(["GET", "HEAD", "POST"])
def switch_page(request: ConsoleRequest) -> HttpResponse:
    """Choose a role, out of those one may take on or by its name, and act as it."""
    caller = request.caller
    given = {name: request.GET.get(word, "") for word, name in _IN_A_LINK.items()}
    given = {name: value for name, value in given.items() if value}
    form = SwitchForm(request.POST if request.method == "POST" else None, initial=given)
    facts: dict[str, Any] = {"form": form, "is_linked": "role_name" in given}
    if form.is_valid():
        try:
            return _switched(request, form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            facts["asks_external_id"] = _asks_external_id(caller, form.arn(caller))
            facts["refusal"] = refusal
    facts |= _choices(caller)
    status = facts["refusal"].status if "refusal" in facts else form.status
    return render(request, "accounts/switch_role.html", facts, status=status)


def _switched(request: ConsoleRequest, form: SwitchForm) -> HttpResponse:
    taken, caller = form.take(request.caller), request.caller
    token = switched_roles.take(caller.session_id, taken, form.look, caller.origin)
    response = redirect(form.cleaned_data["next"])
    set_session_cookie(response, token)
    return response


@for_oneself
@require_POST
def back(request: ConsoleRequest) -> HttpResponse:
    """Act as oneself again."""
    caller = request.caller
    response = redirect(HOME)
    set_session_cookie(response, switched_roles.leave(caller.session_id, caller.origin))
    return response


def _choices(caller: Caller) -> dict[str, Any]:
    """The roles there are to choose from, those taken on lately first."""
    if caller.is_root:
        return {}
    listed = part(list_assumable_roles, caller)
    roles = listed.content.roles if listed.content else ()
    return {
        "roles": [(one, _link(one.account_id, one.path, one.role_name)) for one in roles],
        "roles_refusal": listed.refusal,
        "recent": _recent(caller),
    }


def _account_ids(caller: Caller) -> Iterator[str]:
    """The accounts that have a role the caller may take on, or took on lately."""
    listed = part(list_assumable_roles, caller)
    yield from (one.account_id for one in (listed.content.roles if listed.content else ()))
    yield from (one.role_arn.split(":")[4] for one in switched_roles.recent_of(caller))


def _link(account_id: str, path: str, role_name: str) -> str:
    """An address that names the role, for others to open. It fills in the form, and no more."""
    named = {"account": account_id, "roleName": f"{path}{role_name}".lstrip("/")}
    return public_address(f"{reverse('switch-role')}?{urlencode(named)}")


def _recent(caller: Caller) -> list[dict[str, str]]:
    return [
        {
            "role_arn": one.role_arn,
            "account_id": one.role_arn.split(":")[4],
            "role_name": one.role_arn.partition(":role/")[2],
            "label": one.look.label,
            "colour": one.look.colour,
        }
        for one in switched_roles.recent_of(caller)
    ]


def _asks_external_id(caller: Caller, role_arn: str) -> bool:
    """Whether the role's trust policy, where the user may read it, wants an external ID."""
    front, _role, name = role_arn.rpartition("/")
    if not front.startswith(f"arn:aws:iam::{caller.account_id}:role"):
        return False
    try:
        role = get_role(caller, role_name=name).role
    except Refused:
        return False
    return "sts:externalid" in (role.assume_role_policy_document or "").lower()


urlpatterns = [
    path("switch-role", switch_page, name="switch-role"),
    path("switch-role/back", back, name="switch-role-back"),
]
