"""The tables of a summary: services and how deep into each, the actions of one and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.table_specs import Column, Filter, TableSpec
from policies.engine import ActionLine, LevelCount, ServiceLine, StatementLine

_MANY_RESOURCES = 3

LEVELS: dict[str, Words] = {
    "List": gettext_lazy("List"),
    "Read": gettext_lazy("Read"),
    "Write": gettext_lazy("Write"),
    "Permissions management": gettext_lazy("Permissions management"),
    "Tagging": gettext_lazy("Tagging"),
}


@dataclass(frozen=True)
class ServiceRow:
    """A service as the table shows it: allowed, denied, or neither."""

    prefix: str
    name: str
    effect: str
    line: ServiceLine | None
    address: str
    document: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class ActionRow:
    """An action as the table shows it."""

    effect: str
    line: ActionLine
    document: str

    @property
    def level(self) -> Words:
        return LEVELS.get(self.line.action.level, self.line.action.level)


def effect_badge(effect: str) -> SafeString:
    if effect == "Deny":
        return cells.badge(_("Denied"), "danger")
    return cells.badge(_("Allowed"), "ok") if effect else cells.none(_("Not granted"))


def _levels(row: ServiceRow) -> SafeString:
    """How many actions of each level: `List 12/18`, hatched where a pattern named them."""
    if row.line is None:
        return cells.none()
    if row.line.is_full:
        return format_html('<span class="nowrap">{}</span>', _("Full access"))
    badges = (_level(one) for one in row.line.levels if one.count)
    return as_one(format_html_join(" ", "{}", ((badge,) for badge in badges)))


def _level(one: LevelCount) -> SafeString:
    if not one.has_wildcard:
        return cells.badge(f"{LEVELS[one.level]} {one.count}/{one.total}")
    return format_html(
        '<span class="badge badge-wild" title="{}">{} {}/{}</span>',
        _("Some come by a wildcard"),
        LEVELS[one.level],
        one.count,
        one.total,
    )


def as_one(html: SafeString) -> SafeString:
    """Several pieces as one: on small screens a cell sets each piece apart."""
    return format_html("<div>{}</div>", html)


def _listed(texts: Sequence[object]) -> SafeString:
    """A few texts, one below the other, and how many more there are."""
    shown = format_html_join(
        "", "<div><code>{}</code></div>", ((text,) for text in texts[:_MANY_RESOURCES])
    )
    more = len(texts) - _MANY_RESOURCES
    if more <= 0:
        return as_one(shown)
    words = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
    return format_html('<div>{}<div class="muted">{}</div></div>', shown, words)


def _all() -> SafeString:
    return format_html('<span class="nowrap">{}</span>', _("All resources"))


def _resources(row: ServiceRow) -> SafeString:
    if row.line is None:
        return cells.none()
    if row.line.resources == ("All resources",):
        return _all()
    return _listed(row.line.resources)


def _conditions(row: ServiceRow) -> SafeString:
    return _listed(row.line.conditions) if row.line and row.line.conditions else cells.none()


def _without_effect(row: ServiceRow) -> int:
    """How many of the actions come to nothing."""
    return sum(bool(one.problem) for one in row.line.actions) if row.line else 0


def _problems(row: ServiceRow) -> SafeString:
    count = _without_effect(row)
    if not count:
        return cells.none()
    words = ngettext("%(count)s without effect", "%(count)s without effect", count)
    return cells.badge(words % {"count": cells.number(count)}, "warn")


def _services(count: int) -> str:
    return ngettext("%(count)s service", "%(count)s services", count)


NOT_GRANTED = Filter(
    name="show",
    title=gettext_lazy("Show"),
    choices=(("not-granted", gettext_lazy("Services not granted")),),
    absent=gettext_lazy("Services named"),
)
SERVICES: TableSpec[ServiceRow] = TableSpec(
    name="services",
    caption=gettext_lazy("Services"),
    search=gettext_lazy("Service"),
    counted=_services,
    filters=(NOT_GRANTED,),
    columns=(
        Column(
            name="service",
            title=gettext_lazy("Service"),
            value=lambda row: row.name,
            cell=lambda row: (
                cells.link(row.name, row.address, row.prefix)
                if row.address
                else format_html('{} <span class="beside">{}</span>', row.name, row.prefix)
            ),
        ),
        Column(
            name="effect",
            title=gettext_lazy("Effect"),
            value=lambda row: row.effect,
            cell=lambda row: effect_badge(row.effect),
        ),
        Column(
            name="levels",
            title=gettext_lazy("Access"),
            value=lambda row: row.line.access if row.line else "",
            cell=_levels,
        ),
        Column(
            name="resources",
            title=gettext_lazy("Resource"),
            value=lambda row: ", ".join(row.line.resources) if row.line else "",
            cell=_resources,
        ),
        Column(
            name="conditions",
            title=gettext_lazy("Condition"),
            value=lambda row: "; ".join(map(str, row.line.conditions)) if row.line else "",
            cell=_conditions,
        ),
        Column(
            name="problems", title=gettext_lazy("Problems"), value=_without_effect, cell=_problems
        ),
        Column(
            name="statements",
            title=gettext_lazy("Because of"),
            value=lambda row: len(row.line.statements) if row.line else 0,
            cell=lambda row: _service_statements(row),
        ),
    ),
)


def _statements(row: ActionRow) -> SafeString:
    """The statements that name the action, as links into the text."""
    return _linked(row.document, row.line.statements)


def _service_statements(row: ServiceRow) -> SafeString:
    """The statements that speak of the service."""
    return _linked(row.document, row.line.statements) if row.line else cells.none()


def _linked(document: str, statements: Sequence[StatementLine]) -> SafeString:
    links = (
        (document, one.line, one.sid or _("Statement %(number)s") % {"number": one.index + 1})
        for one in statements
    )
    return as_one(format_html_join(", ", '<a href="{}#L{}">{}</a>', links))


def _texts(row: ActionRow) -> list[str]:
    return list(dict.fromkeys(text for one in row.line.statements for text in one.resources))


def _tested(row: ActionRow) -> list[str]:
    found = (str(key) for one in row.line.statements for key in one.conditions)
    return list(dict.fromkeys(found))


def _action_resources(row: ActionRow) -> SafeString:
    texts = _texts(row)
    if any(one.excepts for one in row.line.statements):
        return format_html("<div>{} {}</div>", _("All except"), _listed(texts))
    return _all() if "*" in texts else _listed(texts)


def _action_conditions(row: ActionRow) -> SafeString:
    return _listed(_tested(row)) if _tested(row) else cells.none()


def _actions(count: int) -> str:
    return ngettext("%(count)s action", "%(count)s actions", count)


ACTIONS: TableSpec[ActionRow] = TableSpec(
    name="actions",
    caption=gettext_lazy("Actions"),
    search=gettext_lazy("Action"),
    counted=_actions,
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
