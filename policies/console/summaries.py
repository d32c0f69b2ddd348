"""What a policy comes to, for people: services, how deep into each, and each action of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from iamconsole.console.table_specs import TableState
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from policies.console.action_tables import ACTIONS, ActionRow
from policies.console.details import around, version_of
from policies.console.findings import findings_in
from policies.console.summary_tables import DECISION, LEVEL, NOT_GRANTED, SERVICES, ServiceRow
from policies.engine import Kind, Malformed, Source, Summary, parse, summarize
from policies.engine.catalog import service
from policies.operations.managed import get_policy

Row = TypeVar("Row")

_KEPT = 16


@require_safe
def summary_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Every service the policy names; deny comes first, as it wins."""
    facts = around(request.caller, policy_arn, "console-policy")
    version = version_of(request.caller, facts["policy"])
    facts["version"] = version
    if version.content:
        text = version.content.policy_version.document or ""
        facts["summary"] = summary = summary_of(text, facts["policy"].policy_name)
        if summary is None:
            facts["findings"] = findings_in(text)
        else:
            table = _services_table(request, policy_arn, summary)
            facts |= {"table": table, "pairs": zip(table.rows, table.lines, strict=True)}
    return render(request, "policies/policy_summary.html", facts)


@lru_cache(_KEPT)
def summary_of(text: str, name: str) -> Summary | None:
    """What a text comes to; nothing for one that cannot be read as a policy."""
    try:
        return summarize([(parse(text), Source(Kind.IDENTITY, name))])
    except Malformed:
        return None


def _services_table(
    request: ConsoleRequest, policy_arn: str, summary: Summary
) -> Table[ServiceRow]:
    state = SERVICES.state(request)
    shows_rest = NOT_GRANTED.name in state.filters
    rows = list(_not_granted(summary) if shows_rest else _named(summary, policy_arn))
    found = [row for row in rows if state.search.lower() in f"{row.name} {row.prefix}".lower()]
    return _page(state, found, total=len(rows))


def _page(state: TableState, found: Sequence[Row], total: int) -> Table[Row]:
    start = (state.page - 1) * state.size
    shown = found[start : start + state.size]
    return Table(state=state, rows=shown, count=len(found), total=total)


def _named(summary: Summary, policy_arn: str) -> Iterator[ServiceRow]:
    document = reverse("console-policy-document", args=[policy_arn])
    for effect, lines in (("Deny", summary.denied), ("Allow", summary.allowed)):
        for line in lines:
            address = reverse("console-policy-service", args=[policy_arn, line.prefix])
            yield ServiceRow(line.prefix, line.name, effect, line, address, document=document)


def _not_granted(summary: Summary) -> Iterator[ServiceRow]:
    for prefix in summary.not_granted:
        known = service(prefix)
        yield ServiceRow(prefix, known.name if known else prefix, "", None, "")


@require_safe
def service_page(request: ConsoleRequest, policy_arn: str, prefix: str) -> HttpResponse:
    """Every action of one service that the policy names, with the statements that name it."""
    facts = around(request.caller, policy_arn, "console-policy")
    known = service(prefix)
    if known is None:
        raise Http404(prefix)
    version = version_of(request.caller, facts["policy"])
    facts |= {"version": version, "service": known}
    if version.content:
        text = version.content.policy_version.document or ""
        summary = summary_of(text, facts["policy"].policy_name)
        rows = list(_action_rows(summary, policy_arn, prefix)) if summary else []
        state = ACTIONS.state(request)
        found = [row for row in rows if _is_asked(row, state)]
        facts["table"] = _page(state, found, total=len(rows))
        if "effect" in request.GET:
            wanted_effect = request.GET["effect"]
            facts["actions"] = [row for row in rows if row.effect == wanted_effect]
            return render(request, "policies/policy_service_part.html", facts)
    return render(request, "policies/policy_service.html", facts)


def _is_asked(row: ActionRow, state: TableState) -> bool:
    """Whether an action is among those that the address narrows the list to."""
    said = {DECISION.name: row.effect, LEVEL.name: row.line.action.level}
    is_narrow = all(said[name] == value for name, value in state.filters.items())
    return is_narrow and state.search.lower() in row.line.action.name.lower()


def _action_rows(summary: Summary, policy_arn: str, prefix: str) -> Iterator[ActionRow]:
    document = reverse("console-policy-document", args=[policy_arn])
    for effect, lines in (("Deny", summary.denied), ("Allow", summary.allowed)):
        for line in lines:
            for action in line.actions if line.prefix == prefix else ():
                yield ActionRow(effect, action, document)


@require_safe
def sentence_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """What a policy comes to in a sentence: the part of a list that unfolds."""
    policy = get_policy(request.caller, policy_arn=policy_arn).policy
    version = version_of(request.caller, policy)
    text = (version.content.policy_version.document or "") if version.content else ""
    summary = summary_of(text, policy.policy_name) if text else None
    facts = {"policy": policy, "version": version, "summary": summary}
    return render(request, "policies/policy_sentence.html", facts)
