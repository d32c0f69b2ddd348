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
    kind, asked = _named(request.resolver_match.kwargs if request.resolver_match else {})
    event = _deletion(caller, _DELETIONS[kind], asked) if caller and kind else None
    if event is None:
        return None
    name, by = (arn.rpartition("/")[2] for arn in (event.target_arn, event.caller_arn))
    return Gone(name, event.event_time, by, event.event_id)


def _deletion(caller: Caller, action: str, asked: dict[str, str]) -> EventShape | None:
    given = asked | {"action": action, "only_changes": True, "page_size": 1}
    try:
        found = lookup_events.perform(caller, given)
    except Refused:
        return None
    return found.events[0] if found.events else None


def _named(named: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The kind of what an address names, and how its deletion is found: at whatever path it lay."""
    if arn := named.get("policy_arn"):
        return "policy", {"target_arn": arn}
    holder = named.get("holder")
    kinds = {kind: named.get(f"{kind}_name", "") for kind in ("user", "group", "role")}
    if holder is not None:
        kinds[holder.kind] = named.get("name", "")
    for kind, name in kinds.items():
        if name and "/" not in name:
            return kind, {"target_name": name}
    return "", {}
