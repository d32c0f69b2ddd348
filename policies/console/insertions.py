"""Statements of other policies, to be put into a draft: of managed ones, and of inline ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.operations.groups import search_groups
from accounts.operations.roles import search_roles
from accounts.operations.users import search_users
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.parts import part
from iamconsole.documents import document_value
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import NoSuchEntity, Refused
from policies.console.holders import GROUP, ROLE, USER, Holder
from policies.operations.managed import get_policy, search_policies
from policies.operations.versions import get_policy_version

_OFFERED = 8
_MOST_INLINE = 1000
_HOLDERS = {holder.kind: holder for holder in (USER, GROUP, ROLE)}


@dataclass(frozen=True)
class Held:
    """Somebody called like what was typed, whose inline policies may be looked through."""

    place: str
    name: str
    kind: Words


@require_POST
def import_panel(request: ConsoleRequest) -> HttpResponse:
    """The statements of a policy, or what there is to choose from on the way to one."""
    wanted = request.POST.get("policy", "").strip()
    inline = request.POST.get("inline", "")
    try:
        facts = _found(request.caller, wanted, inline) if wanted else {}
    except Refused as refusal:
        facts = {"refusal": refusal.message}
    return render(request, "policies/aid_import.html", facts | {"wanted": wanted})


def _found(caller: Caller, wanted: str, inline: str) -> dict[str, Any]:
    kind, slash, rest = wanted.rpartition(":")[2].partition("/")
    if kind == "policy" and wanted.startswith("arn:"):
        return _of_managed(caller, wanted)
    if kind not in _HOLDERS or not slash:
        return _called_so(caller, wanted)
    if wanted.startswith("arn:") and not wanted.startswith(f"arn:aws:iam::{caller.account_id}:"):
        raise NoSuchEntity(_("%(arn)s is not of this account.") % {"arn": wanted})
    holder, name = _HOLDERS[kind], rest.rpartition("/")[2]
    return (
        _of_inline(caller, holder, name, inline) if inline else _written_into(caller, holder, name)
    )


def _of_managed(caller: Caller, arn: str) -> dict[str, Any]:
    policy = get_policy(caller, policy_arn=arn).policy
    version = get_policy_version(caller, policy_arn=arn, version_id=policy.default_version_id)
    return _statements(policy.policy_name, version.policy_version.document or "{}")


def _of_inline(caller: Caller, holder: Holder, name: str, policy_name: str) -> dict[str, Any]:
    named = holder.named(name) | {"policy_name": policy_name}
    found = holder.get_inline.perform(caller, named)
    return _statements(f"{policy_name} · {name}", found.policy_document)


def _written_into(caller: Caller, holder: Holder, name: str) -> dict[str, Any]:
    named = holder.named(name) | {"max_items": _MOST_INLINE}
    found = holder.list_inline.perform(caller, named)
    return {"holder": name, "place": f"{holder.kind}/{name}", "names": found.policy_names}


def _called_so(caller: Caller, text: str) -> dict[str, Any]:
    """What may be listed of policies, users, groups and roles; a refusal if that is nothing."""
    managed = part(
        search_policies, caller, search=text, scope="All", sort="match", page_size=_OFFERED
    )
    held = tuple(_held(caller, text))
    if managed.refusal and not held:
        raise managed.refusal
    return {"policies": managed.content.policies if managed.content else (), "held": held}


def _held(caller: Caller, text: str) -> Iterator[Held]:
    users = part(search_users, caller, search=text, sort="match", page_size=_OFFERED)
    for user in users.content.rows if users.content else ():
        name = user.user.user_name or ""
        yield Held(f"user/{name}", name, gettext_lazy("User"))
    groups = part(search_groups, caller, search=text, sort="match", page_size=_OFFERED)
    for group in groups.content.rows if groups.content else ():
        name = group.group.group_name
        yield Held(f"group/{name}", name, gettext_lazy("Group"))
    roles = part(search_roles, caller, search=text, sort="match", page_size=_OFFERED)
    for role in roles.content.rows if roles.content else ():
        name = role.role.role_name
        yield Held(f"role/{name}", name, gettext_lazy("Role"))


def _statements(title: str, text: str) -> dict[str, Any]:
    listed = document_value(text).get("Statement", [])
    statements = listed if isinstance(listed, list) else [listed]
    rows = [
        {
            "name": one.get("Sid") or _("Statement %(number)s") % {"number": number},
            "effect": one.get("Effect", ""),
            "statements": json.dumps([one], ensure_ascii=False),
        }
        for number, one in enumerate(statements, 1)
    ]
    return {"title": title, "rows": rows, "all": json.dumps(statements, ensure_ascii=False)}
