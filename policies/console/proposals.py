"""Policies that are proposed: one without what was unused, and one from what somebody did.

A proposal is shown, and opened in the editor as if it had been typed there: nothing is saved here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.operations.groups import get_group
from accounts.operations.roles import get_role
from accounts.operations.users import get_user
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import InvalidInput
from policies.console import addresses
from policies.console.details import around, version_of
from policies.console.differences import differences
from policies.console.holders import GROUP, USER, Holder
from policies.console.versions import versions_of
from policies.least_privilege_shapes import TrimmedPolicyResult
from policies.operations.least_privilege import get_policy_from_activity, get_trimmed_policy

WINDOWS: tuple[tuple[str, Words], ...] = (
    ("7", gettext_lazy("7 days")),
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("180", gettext_lazy("180 days")),
    ("400", gettext_lazy("400 days")),
)
_USUAL = "90"


@dataclass(frozen=True)
class Editor:
    """The page that a proposal is opened in, and what it is to be sent beside the text."""

    address: str
    words: Words
    sent: Mapping[str, str] = field(default_factory=dict)


@require_safe
def policy_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Show what a policy would be without what nobody who has it used."""
    facts = around(request.caller, policy_arn, "console-policy-access")
    version = version_of(request.caller, facts["policy"])
    facts |= {
        "name": facts["policy"].policy_name,
        "back": reverse("console-policy-access", args=[policy_arn]),
        "crumbs": [
            (reverse("console-policies"), _("Policies")),
            (reverse("console-policy", args=[policy_arn]), facts["policy"].policy_name),
        ],
        "changed": facts["policy"].update_date,
        "removal": reverse("console-policy-users", args=[policy_arn]),
    }
    if version.content is None:
        return _refused(request, facts, version)
    text = version.content.policy_version.document or ""
    editor = _version_editor(request, facts) if facts["is_own"] else _copy_editor(policy_arn)
    return _trimmed(request, facts, policy_arn, text, editor)


def _version_editor(request: ConsoleRequest, facts: Mapping[str, Any]) -> Editor:
    listed = versions_of(request.caller, facts).content
    newest = listed.versions[0].version_id if listed and listed.versions else ""
    return Editor(
        reverse("console-policy-edit", args=[facts["policy"].arn]),
        _("Open as a new version"),
        {"based_on": newest, "set_as_default": "on"},
    )


def _copy_editor(policy_arn: str) -> Editor:
    """AWS's own policies stay as they are: what was used of one becomes a policy of the account."""
    name = f"{addresses.name_in(policy_arn)[:123]}-used"
    return Editor(
        reverse("console-policy-create"), _("Open as a new policy"), {"policy_name": name}
    )


@require_safe
def inline_page(
    request: ConsoleRequest, name: str, policy_name: str, holder: Holder
) -> HttpResponse:
    """Show what an inline policy would be without what nobody who has it used."""
    given = holder.named(name) | {"policy_name": policy_name}
    found = part(holder.get_inline, request.caller, **given)
    address = holder.url("inline", name, policy_name)
    facts = {
        "name": policy_name,
        "back": holder.url("access", name),
        "crumbs": [
            (reverse(holder.list_url), holder.list_words),
            (holder.address(name), name),
            (address, policy_name),
        ],
        "removal": holder.url("inline-delete", name, policy_name),
    }
    if found.content is None:
        return _refused(request, facts, found)
    text = found.content.policy_document
    based_on = sha256(text.encode()).hexdigest()
    editor = Editor(address, _("Open in the editor"), {"based_on": based_on})
    return _trimmed(request, facts, _arn_of(request.caller, holder, name), text, editor)


def _arn_of(caller: Caller, holder: Holder, name: str) -> str:
    """The ARN of a user, group or role, which has its path."""
    if holder is USER:
        return get_user(caller, user_name=name).user.arn
    if holder is GROUP:
        return get_group(caller, group_name=name, max_items=1).group.arn
    return get_role(caller, role_name=name).role.arn


def _refused(request: ConsoleRequest, facts: dict[str, Any], found: Part[Any]) -> HttpResponse:
    return render(request, "policies/trimmed.html", facts | {"refusal": found.refusal})


def _trimmed(
    request: ConsoleRequest, facts: dict[str, Any], arn: str, text: str, editor: Editor
) -> HttpResponse:
    days = _days(request)
    facts |= {"windows": WINDOWS, "days": days, "editor": editor}
    try:
        found = part(
            get_trimmed_policy, request.caller, arn=arn, policy_document=text, days=int(days)
        )
    except InvalidInput as refusal:
        return render(request, "policies/trimmed.html", facts | {"too_young": refusal.message})
    facts |= {"refusal": found.refusal, "found": found.content}
    if found.content:
        facts |= _compared(text, found.content)
    return render(request, "policies/trimmed.html", facts)


def _compared(text: str, found: TrimmedPolicyResult) -> dict[str, Any]:
    proposed = found.policy_document or ""
    return {"lines": differences(text, proposed) if proposed else [], "proposed": proposed}


@require_safe
def activity_page(request: ConsoleRequest, name: str, holder: Holder) -> HttpResponse:
    """Show the smallest policy that allows what a user or role did."""
    caller, days = request.caller, _days(request)
    arn = _arn_of(caller, holder, name)
    found = part(get_policy_from_activity, caller, arn=arn, days=int(days))
    facts = {
        "name": name,
        "back": holder.url("access", name),
        "crumbs": [(reverse(holder.list_url), holder.list_words), (holder.address(name), name)],
        "windows": WINDOWS,
        "days": days,
        "refusal": found.refusal,
        "found": found.content,
        "editor": Editor(
            reverse("console-policy-create"),
            _("Open as a new policy"),
            {"policy_name": f"{name[:119]}-activity"},
        ),
        "inline_address": holder.url("inline-create", name),
    }
    return render(request, "policies/from_activity.html", facts)


def _days(request: ConsoleRequest) -> str:
    asked = request.GET.get("days", _USUAL)
    return asked if asked in dict(WINDOWS) else _USUAL
