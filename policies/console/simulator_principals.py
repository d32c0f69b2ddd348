"""Whose permissions are simulated: meant by a name or an ARN, and offered while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.operations.groups import get_group, search_groups
from accounts.operations.roles import get_role, search_roles
from accounts.operations.users import get_user, search_users
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.parts import part
from iamconsole.console.table_specs import SEARCH_LIMIT
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError

_SHOWN = 6
_MOST_LOOKED_UP = 20
_SESSION = ":assumed-role/"

_ARNS: Mapping[str, Callable[[Caller, str], str]] = {
    "user": lambda caller, name: get_user(caller, user_name=name).user.arn,
    "group": lambda caller, name: get_group(caller, group_name=name, max_items=1).group.arn,
    "role": lambda caller, name: get_role(caller, role_name=name).role.arn,
}


def arn_meant(caller: Caller, text: str) -> str:
    """The ARN of the user, group or role that a text means: an ARN, `role/name` or a name.

    Raises forms.ValidationError where it means none, or several.
    """
    if _SESSION in text:
        text = f"role/{text.partition(_SESSION)[2].partition('/')[0]}"
    if not text or text.startswith("arn:"):
        return text
    kind, _slash, _rest = text.partition("/")
    name = text.rpartition("/")[2]
    kinds = [kind] if kind in _ARNS and kind != text else list(_ARNS)
    found = {kind: arn for kind in kinds if (arn := _arn(caller, kind, name))}
    if not found:
        words = _(
            "No user, group or role that you may look up is called %(name)s. "
            "An ARN needs no looking up."
        )
        raise forms.ValidationError(words % {"name": name})
    if len(found) > 1:
        several = ", ".join(f"{kind}/{name}" for kind in found)
        words = _("More than one is called so. Say which: %(several)s.")
        raise forms.ValidationError(words % {"several": several})
    return next(iter(found.values()))


def whom(
    caller: Caller, principal: str, others: str = ""
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The ARNs of all whom a question is about, and by field what is wrong with a name."""
    lines = [("others", line.strip()) for line in others.splitlines()]
    arns: dict[str, None] = {}
    problems: dict[str, str] = {}
    for field, text in [("principal", principal.strip()), *lines[:_MOST_LOOKED_UP]]:
        try:
            arns |= {arn: None for arn in [arn_meant(caller, text)] if arn}
        except forms.ValidationError as problem:
            problems.setdefault(field, " ".join(problem.messages))
    return tuple(arns), problems


def _arn(caller: Caller, kind: str, name: str) -> str:
    try:
        return _ARNS[kind](caller, name)
    except (AccessDenied, NoSuchEntity, ValidationError):
        return ""


@dataclass(frozen=True)
class Offer:
    """Somebody whose name fits what was typed."""

    arn: str
    name: str
    kind: Words


@require_safe
def principals_page(request: ConsoleRequest) -> HttpResponse:
    """Who is called like what was typed, as choices for the field."""
    text = request.GET.get("principal", "").strip()[:SEARCH_LIMIT]
    offers = tuple(_offers(request.caller, text)) if text else ()
    return render(request, "policies/simulator_principals.html", {"offers": offers})


def _offers(caller: Caller, text: str) -> Iterator[Offer]:
    users = part(search_users, caller, search=text, sort="match", page_size=_SHOWN)
    for user in users.content.rows if users.content else ():
        yield Offer(user.user.arn, user.user.user_name or "", gettext_lazy("User"))
    groups = part(search_groups, caller, search=text, sort="match", page_size=_SHOWN)
    for group in groups.content.rows if groups.content else ():
        yield Offer(group.group.arn, group.group.group_name, gettext_lazy("Group"))
    roles = part(search_roles, caller, search=text, sort="match", page_size=_SHOWN)
    for role in roles.content.rows if roles.content else ():
        yield Offer(role.role.arn, role.role.role_name, gettext_lazy("Role"))
