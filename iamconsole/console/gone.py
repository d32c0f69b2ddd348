"""Whether what is not there was there once: told to those who may read the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.operations.events import lookup_events
from accounts.shapes import EventShape
from iamconsole.caller import Caller
from iamconsole.errors import Refused

_DELETIONS = {
    "user": "iam:DeleteUser",
    "group": "iam:DeleteGroup",
    "role": "iam:DeleteRole",
    "policy": "iam:DeletePolicy",
}


@dataclass(frozen=True)
class Gone:
    """When a thing was deleted, by whom, and the event that says so."""

    name: str
    when: datetime
    by: str
    event_id: str


def gone(request: HttpRequest) -> Gone | None:
    """What became of the thing that an address names; nothing if nobody is to know, or does."""
    caller: Caller | None = getattr(request, "caller", None)
    named = request.resolver_match.kwargs if request.resolver_match else {}
    kind, name, arn = _named(named, caller.account_id if caller else "")
    if caller is None or not arn:
        return None
    event = _deletion(caller, arn, _DELETIONS[kind])
    if event is None:
        return None
    return Gone(name, event.event_time, event.caller_arn.rpartition("/")[2], event.event_id)


def _deletion(caller: Caller, arn: str, action: str) -> EventShape | None:
    asked = {"target_arn": arn, "action": action, "only_changes": True, "page_size": 1}
    try:
        found = lookup_events.perform(caller, asked)
    except Refused:
        return None
    return found.events[0] if found.events else None


def _named(named: dict[str, Any], account_id: str) -> tuple[str, str, str]:
    """The kind, the name and the ARN of what an address names, if it lies at the root path."""
    if arn := named.get("policy_arn", ""):
        return "policy", arn.rpartition("/")[2], arn
    holder = named.get("holder")
    kinds = {kind: named.get(f"{kind}_name", "") for kind in ("user", "group", "role")}
    if holder is not None:
        kinds[holder.kind] = named.get("name", "")
    for kind, name in kinds.items():
        if name:
            return kind, name, f"arn:aws:iam::{account_id}:{kind}/{name}"
    return "", "", ""
