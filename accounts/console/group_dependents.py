"""Whose rights depend on a group: members who have something from it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.console import words
from accounts.console.groups import MOST_AT_ONCE, around
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest
from policies.access_shapes import GroupDependentShape, GroupDependentsResult
from policies.console.access_changes import Preview, preview_for, told
from policies.operations.attachments import list_attached_group_policies
from policies.operations.group_access import list_group_dependents
from policies.operations.inline import list_group_policies

MOST_PREVIEWED = 10
_A_PAGE = 25
_INLINE = "inline/"


@dataclass(frozen=True)
class Dependent:
    """A member, and what it would be without the group or a policy of it."""

    name: str
    address: str
    preview: Preview
    loses: bool = True

    @classmethod
    def of(cls, one: GroupDependentShape) -> Dependent:
        address = words.user_address(one.user_name)
        return cls(one.user_name, address, told(one.services), one.loses)


@require_safe
def dependents_page(request: ConsoleRequest, group_name: str) -> HttpResponse:
    """What each member would lose without the group, or without one policy of it."""
    facts = around(request.caller, group_name, "console-group-dependents")
    asked = request.GET.get("policy", "")
    number = request.GET.get("page", "1")
    given: dict[str, Any] = {"group_name": group_name, "page_number": number} | _policy(asked)
    found = part(list_group_dependents, request.caller, **given, member_count=_A_PAGE)
    members = found.content.members if found.content else ()
    facts |= {
        "dependents": found,
        "members": sorted(map(Dependent.of, members), key=lambda one: not one.loses),
        "losing": sum(one.loses for one in members),
        "policies": _choices(request.caller, group_name),
        "asked": asked,
        "next": int(number) + 1 if found.content and _is_more(found.content, int(number)) else 0,
    }
    return render(request, "accounts/group_dependents.html", facts)


def _is_more(found: GroupDependentsResult, page_number: int) -> bool:
    return found.count > page_number * _A_PAGE


def _policy(asked: str) -> dict[str, str]:
    """The policy that the address names: an ARN, or the name of one written into the group."""
    if not asked:
        return {}
    if asked.startswith(_INLINE):
        return {"policy_name": asked.removeprefix(_INLINE)}
    return {"policy_arn": asked}


def _choices(caller: Caller, group_name: str) -> Sequence[tuple[str, Words]]:
    """The whole group and each of its policies, as far as these may be listed."""
    given: dict[str, Any] = {"group_name": group_name, "max_items": MOST_AT_ONCE}
    choices: list[tuple[str, Words]] = [("", _("the group itself"))]
    if attached := part(list_attached_group_policies, caller, **given).content:
        choices += ((one.policy_arn, one.policy_name) for one in attached.attached_policies)
    if inline := part(list_group_policies, caller, **given).content:
        choices += ((f"{_INLINE}{name}", name) for name in inline.policy_names)
    return choices


def leaving(caller: Caller, group_name: str, user_names: Sequence[str]) -> list[Dependent]:
    """What the first few who are to leave a group would lose by it."""
    return [
        Dependent(
            name,
            words.user_address(name),
            preview_for(caller, "user", name, leave_groups=[group_name]),
        )
        for name in user_names[:MOST_PREVIEWED]
    ]
