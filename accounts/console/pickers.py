"""Choosing from a long list on a form that needs no script: what is chosen, and what is offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.operations.users import search_users
from iamconsole.caller import Caller
from iamconsole.console.parts import part
from iamconsole.errors import AccessDenied
from policies.operations.managed import search_policies

_OFFERED = 10


@dataclass(frozen=True)
class Option:
    """Something to choose: what is sent for it, what it is called, and what stands beside that."""

    value: str
    words: str
    beside: str = ""


@dataclass(frozen=True)
class Picker:
    """Choosing from a long list: those chosen so far, and those a search offers."""

    name: str
    text: str
    chosen: tuple[Option, ...]
    offered: tuple[Option, ...]
    refusal: AccessDenied | None = None


def is_searching(sent: QueryDict) -> bool:
    """Whether something is looked for, by the button, or by Enter after other words than before.

    Enter presses a form's first button, which is `entered`.
    """
    if "find" in sent:
        return True
    looked_for = ((f"{name}_text", f"{name}_found") for name in ("members", "policies"))
    return "entered" in sent and any(sent.get(t, "") != sent.get(f, "") for t, f in looked_for)


def user_picker(caller: Caller, sent: QueryDict) -> Picker:
    """Users, sent as `members`."""
    text, chosen = sent.get("members_text", ""), sent.getlist("members")
    found = part(search_users, caller, search=text[:200], sort=_order(text), page_size=_OFFERED)
    rows = found.content.rows if found.content else ()
    offered = (Option(row.user.user_name or "", row.user.user_name or "") for row in rows)
    return _picker("members", text, (Option(name, name) for name in chosen), offered, found.refusal)


def policy_picker(caller: Caller, sent: QueryDict) -> Picker:
    """Managed policies, sent by their ARNs as `policies`; without a search, one's own."""
    text, chosen = sent.get("policies_text", ""), sent.getlist("policies")
    scope = "All" if text else "Local"
    asked: dict[str, Any] = {"search": text[:200], "scope": scope, "sort": _order(text)}
    found = part(search_policies, caller, **asked, page_size=_OFFERED)
    rows = found.content.policies if found.content else ()
    offered = (_policy_option(policy.arn) for policy in rows)
    return _picker("policies", text, map(_policy_option, chosen), offered, found.refusal)


def _order(text: str) -> str:
    """What is called like the text comes first: of all that contain it, few are offered."""
    return "match" if text.strip() else "name"


def _policy_option(arn: str) -> Option:
    kind = _("AWS managed") if arn.startswith("arn:aws:iam::aws:") else _("Yours")
    return Option(arn, arn.rpartition("/")[2], kind)


def _picker(
    name: str,
    text: str,
    chosen: Iterable[Option],
    offered: Iterable[Option],
    refusal: AccessDenied | None,
) -> Picker:
    kept = tuple(chosen)
    return Picker(name, text, kept, tuple(one for one in offered if one not in kept), refusal)
