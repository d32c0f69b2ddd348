"""What a user, group or role may do in the end: a part of their pages, and a page a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.parts import part
from iamconsole.console.table_specs import TableState
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import Refused
from policies.console.effective_tables import (
    ACCESS_ACTIONS,
    AccessActionRow,
    AccessRow,
    Owner,
    arn_of,
    services_table,
)
from policies.console.simulator_address import simulator_address
from policies.console.simulator_answers import Answers, Asked, answers
from policies.engine import ServiceLine, Summary, catalog
from policies.operations.effective_access import get_effective_access
from policies.operations.simulation import simulate_principal_policy


@dataclass(frozen=True)
class Question:
    """May they? What was asked, and the answer of the engine, or what is wrong with it."""

    action: str = ""
    resource: str = ""
    answers: Answers | None = None
    refusal: Refused | None = None

    @property
    def is_asked(self) -> bool:
        return bool(self.answers or self.refusal)


def effective(request: ConsoleRequest, owner: Owner) -> dict[str, Any]:
    """The part of a page that says what somebody may do, and answers one question about it."""
    found = part(get_effective_access, request.caller, policy_source_arn=owner.arn)
    facts: dict[str, Any] = {
        "effective": found,
        "owner": owner,
        "question": question(request.caller, owner.arn, request.GET),
    }
    if found.content:
        rows = list(_rows(found.content.summary, owner))
        facts["access_table"] = _table(request, rows)
        facts["access_words"] = _in_words(rows)
    return facts


def _in_words(rows: Sequence[AccessRow]) -> str:
    """What it comes to, in a few sentences."""
    allowed = [row for row in rows if row.effect == "Allow" and row.is_left]
    is_denied = any(row.effect == "Deny" for row in rows)
    words = (_allowed_words(allowed, is_denied=is_denied), _cut_words(rows), _denied_words(rows))
    return " ".join(filter(None, words))


def _allowed_words(allowed: Sequence[AccessRow], *, is_denied: bool) -> str:
    whole = [row for row in allowed if row.line and _is_whole(row.line) and not row.cut]
    if len(whole) == len(catalog.prefixes()):
        if is_denied:
            return _("Every action of every service is allowed, save what is denied.")
        return _("Every action of every service is allowed.")
    if not allowed:
        return _("Nothing is allowed.")
    words = ngettext(
        "Some actions of %(count)s service are allowed.",
        "Some actions of %(count)s services are allowed.",
        len(allowed),
    )
    return words % {"count": cells.number(len(allowed))}


def _is_whole(line: ServiceLine) -> bool:
    """Whether each action of a service is allowed, on everything and at any time."""
    always = (one.names for one in line.statements if one.reaches_everything)
    return line.is_full and line.names <= frozenset[str]().union(*always)


def _cut_words(rows: Sequence[AccessRow]) -> str:
    if not (cut := sum(row.cut for row in rows if row.effect == "Allow")):
        return ""
    words = ngettext(
        "The boundary cuts %(count)s action that policies allow: it is struck.",
        "The boundary cuts %(count)s actions that policies allow: they are struck.",
        cut,
    )
    return words % {"count": cells.number(cut)}


def _denied_words(rows: Sequence[AccessRow]) -> str:
    if not any(row.effect == "Deny" for row in rows):
        return ""
    return _("What is denied, nothing else can allow.")


def question(caller: Caller, arn: str, asked: Mapping[str, Any]) -> Question:
    """Whether somebody may do what is asked, as it would be decided."""
    action, resource = asked.get("action", "").strip(), asked.get("resource", "").strip()
    if not action:
        return Question(resource=resource)
    on = resource or "*"
    try:
        result = simulate_principal_policy(
            caller, policy_source_arn=arn, action_names=(action,), resource_arns=(on,)
        )
    except Refused as refusal:
        return Question(action, resource, refusal=refusal)
    address = simulator_address(arn, actions=action, resources=on)
    about = Asked(arn, (on,), has_resource_policy=False, alone=lambda _action, _resource: address)
    return Question(action, resource, answers=answers(result, about))


def _table(request: ConsoleRequest, rows: Sequence[AccessRow]) -> Table[AccessRow]:
    sources = dict.fromkeys(one for row in rows for one in row.sources)
    names = dict.fromkeys(one.name for one in sources)
    spec = services_table(((name, name) for name in names), {row.effect for row in rows})
    state = spec.state(request)
    kept = [row for row in rows if _matches(row, state)]
    start = (state.page - 1) * state.size
    return Table(
        state=state, rows=kept[start : start + state.size], count=len(kept), total=len(rows)
    )


def _rows(summary: Summary, owner: Owner) -> Iterator[AccessRow]:
    """What is denied comes first, and what a boundary leaves nothing of last."""
    rows = [
        AccessRow(line.prefix, line.name, effect, line, owner.service_url(line.prefix), owner=owner)
        for effect, lines in (("Deny", summary.denied), ("Allow", summary.allowed))
        for line in lines
    ]
    yield from sorted(rows, key=lambda row: (row.effect == "Allow", not row.is_left))


def _matches(row: AccessRow, state: TableState) -> bool:
    line, wanted = row.line, state.filters
    if line is None:
        return False
    if "level" in wanted and not _reaches(row, wanted["level"]):
        return False
    if "source" in wanted and wanted["source"] not in {one.name for one in row.sources}:
        return False
    if wanted.get("effect", row.effect) != row.effect:
        return False
    return _is_named(row, state.search.lower())


def _reaches(row: AccessRow, level: str) -> bool:
    counts = row.line.levels if row.line else ()
    return any(one.level == level and one.count > one.cut for one in counts)


def _is_named(row: AccessRow, text: str) -> bool:
    """Whether the text is in the service's name, or in that of an action: `s3:putobject`."""
    prefix, colon, action = text.partition(":")
    names = row.line.names if row.line else frozenset[str]()
    if colon:
        return prefix == row.prefix and any(action in name for name in names)
    is_name = text in f"{row.name} {row.prefix}".lower()
    return is_name or any(text in name for name in names)


@require_safe
def service_page(request: ConsoleRequest, name: str, prefix: str, kind: str) -> HttpResponse:
    """Every action of one service that somebody's policies name, and because of which."""
    known = catalog.service(prefix)
    if known is None:
        raise Http404(prefix)
    arn = arn_of(request.caller, kind, name)
    owner = Owner(arn, kind, name)
    found = part(get_effective_access, request.caller, policy_source_arn=arn)
    facts: dict[str, Any] = {"owner": owner, "service": known, "effective": found}
    if found.content:
        facts["table"] = _actions(request, owner, found.content.summary, prefix)
    return render(request, "policies/effective_service.html", facts)


def _actions(
    request: ConsoleRequest, owner: Owner, summary: Summary, prefix: str
) -> Table[AccessActionRow]:
    state = ACCESS_ACTIONS.state(request)
    rows = [
        AccessActionRow(effect, action, "", owner=owner)
        for effect, lines in (("Deny", summary.denied), ("Allow", summary.allowed))
        for line in lines
        if line.prefix == prefix
        for action in line.actions
    ]
    kept = [one for one in rows if state.search.lower() in one.line.action.name.lower()]
    start = (state.page - 1) * state.size
    return Table(
        state=state, rows=kept[start : start + state.size], count=len(kept), total=len(rows)
    )
