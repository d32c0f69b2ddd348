"""The actions of one service that a summary names, and the statements that name them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.table_specs import Column, TableSpec
from policies.console.summary_tables import (
    DECISION,
    LEVEL,
    LEVELS,
    effect_badge,
    everything,
    linked,
    listed,
    places_in,
)
from policies.engine import ActionLine


@dataclass(frozen=True)
class ActionRow:
    """An action as the table shows it."""

    effect: str
    line: ActionLine
    document: str

    @property
    def level(self) -> Words:
        return LEVELS.get(self.line.action.level, self.line.action.level)


def _statements(row: ActionRow) -> SafeString:
    """The statements that name the action, as links into the text."""
    return linked(row.document, row.line.statements)


def _texts(row: ActionRow) -> list[str]:
    return list(dict.fromkeys(text for one in row.line.statements for text in one.resources))


def _tested(row: ActionRow) -> list[str]:
    found = (str(key) for one in row.line.statements for key in one.conditions)
    return list(dict.fromkeys(found))


def _action_resources(row: ActionRow) -> SafeString:
    texts = _texts(row)
    place = places_in(row.document, row.line.statements)
    if any(one.excepts for one in row.line.statements):
        return format_html("<div>{} {}</div>", _("All except"), listed(texts, place))
    return everything(place) if "*" in texts else listed(texts, place)


def _action_conditions(row: ActionRow) -> SafeString:
    found = _tested(row)
    return listed(found, places_in(row.document, row.line.statements)) if found else cells.none()


def _actions(count: int) -> str:
    return ngettext("%(count)s action", "%(count)s actions", count)


ACTIONS: TableSpec[ActionRow] = TableSpec(
    name="actions",
    caption=gettext_lazy("Actions"),
    search=gettext_lazy("Action"),
    counted=_actions,
    filters=(DECISION, LEVEL),
    columns=(
        Column(
            name="action",
            title=gettext_lazy("Action"),
            value=lambda row: row.line.action.name,
            cell=lambda row: format_html(
                '{}<div class="hint">{}</div>',
                row.line.action.name,
                row.line.action.description,
            ),
        ),
        Column(
            name="effect",
            title=gettext_lazy("Effect"),
            value=lambda row: row.effect,
            cell=lambda row: effect_badge(row.effect),
        ),
        Column(
            name="level",
            title=gettext_lazy("Access"),
            value=lambda row: LEVELS.get(row.line.action.level, row.line.action.level),
        ),
        Column(
            name="resources",
            title=gettext_lazy("Resource"),
            value=lambda row: ", ".join(_texts(row)),
            cell=_action_resources,
        ),
        Column(
            name="conditions",
            title=gettext_lazy("Condition"),
            value=lambda row: "; ".join(_tested(row)),
            cell=_action_conditions,
        ),
        Column(
            name="statements",
            title=gettext_lazy("Because of"),
            value=lambda row: ", ".join(one.sid for one in row.line.statements),
            cell=_statements,
        ),
        Column(
            name="problem",
            title=gettext_lazy("Problem"),
            value=lambda row: row.line.problem,
            cell=lambda row: (
                cells.badge(row.line.problem, "warn") if row.line.problem else cells.none()
            ),
        ),
    ),
)
