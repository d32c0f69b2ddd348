"""The table of a summary: services, how deep into each, and where the text says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.table_specs import Column, Filter, TableSpec
from policies.engine import LevelCount, ServiceLine, StatementLine

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


def effect_badge(effect: str) -> SafeString:
    if effect == "Deny":
        return cells.badge(_("Denied"), "danger")
    return cells.badge(_("Allowed"), "ok") if effect else cells.none(_("Not granted"))


def _levels(row: ServiceRow) -> SafeString:
    """How many actions of each level: `List 12/18`, hatched where a pattern named them."""
    if row.line is None:
        return cells.none()
    if row.line.is_full:
        return cells.link(_("Full access"), _actions_of(row))
    counts = (_level(one, _actions_of(row, one.level)) for one in row.line.levels if one.count)
    return as_one(format_html_join(" ", "{}", ((count,) for count in counts)))


def _actions_of(row: ServiceRow, level: str = "") -> str:
    """Where the actions are listed that the policy names, all of them or those of a level."""
    asked = {DECISION.name: row.effect, LEVEL.name: level}
    return f"{row.address}?{urlencode({name: value for name, value in asked.items() if value})}"


def _level(one: LevelCount, address: str) -> SafeString:
    count = cells.link(f"{LEVELS[one.level]} {one.count}/{one.total}", address)
    if not one.has_wildcard:
        return cells.badge(count)
    return format_html(
        '<span class="badge badge-wild" title="{}">{}</span>', _("Some come by a wildcard"), count
    )


def as_one(html: SafeString) -> SafeString:
    """Several pieces as one: on small screens a cell sets each piece apart."""
    return format_html("<div>{}</div>", html)


def listed(texts: Sequence[object], place: Callable[[str], str] | None = None) -> SafeString:
    """A few texts, one below the other, and how many more there are; `place` is where each is."""
    shown = format_html_join(
        "", "<div>{}</div>", ((_placed(str(text), place),) for text in texts[:_MANY_RESOURCES])
    )
    more = len(texts) - _MANY_RESOURCES
    if more <= 0:
        return as_one(shown)
    words = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
    return format_html('<div>{}<div class="muted">{}</div></div>', shown, words)


def _placed(text: str, place: Callable[[str], str] | None) -> SafeString:
    code = cells.code(text)
    return format_html('<a href="{}">{}</a>', place(text), code) if place else code


def everything(place: Callable[[str], str] | None) -> SafeString:
    """That there is no limit, and where the text says so."""
    words = _("All resources")
    if place is None:
        return format_html('<span class="nowrap">{}</span>', words)
    return format_html('<a class="nowrap" href="{}">{}</a>', place("*"), words)


def places_in(document: str, statements: Sequence[StatementLine]) -> Callable[[str], str] | None:
    """Where the first statement with a resource or a condition is; the first of all, if none is."""
    if not document:
        return None

    def place(text: str) -> str:
        found = (one for one in statements if text in _named_in(one))
        return f"{document}#L{next(found, statements[0]).line}"

    return place


def _named_in(one: StatementLine) -> tuple[str, ...]:
    """The resources and conditions of a statement as a summary words them."""
    said = (f"All resources except {', '.join(one.resources)}",) if one.excepts else one.resources
    return (*said, *one.resources, *map(str, one.conditions))


def _resources(row: ServiceRow) -> SafeString:
    if row.line is None:
        return cells.none()
    place = places_in(row.document, row.line.statements)
    if row.line.resources == ("All resources",):
        return everything(place)
    return listed(row.line.resources, place)


def _conditions(row: ServiceRow) -> SafeString:
    if row.line is None or not row.line.conditions:
        return cells.none()
    return listed(row.line.conditions, places_in(row.document, row.line.statements))


def _without_effect(row: ServiceRow) -> int:
    """How many of the actions come to nothing."""
    return sum(bool(one.problem) for one in row.line.actions) if row.line else 0


def _problems(row: ServiceRow) -> SafeString:
    count = _without_effect(row)
    if not count:
        return cells.none()
    words = ngettext("%(count)s without effect", "%(count)s without effect", count)
    return cells.badge(words % {"count": cells.number(count)}, "warn")


LEVEL = Filter(name="level", title=gettext_lazy("Access"), choices=tuple(LEVELS.items()))
DECISION = Filter(
    name="decision",
    title=gettext_lazy("Effect"),
    choices=(("Allow", gettext_lazy("Allowed")), ("Deny", gettext_lazy("Denied"))),
)


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


def _service_statements(row: ServiceRow) -> SafeString:
    """The statements that speak of the service."""
    return linked(row.document, row.line.statements) if row.line else cells.none()


def linked(document: str, statements: Sequence[StatementLine]) -> SafeString:
    links = (
        (document, one.line, one.sid or _("Statement %(number)s") % {"number": one.index + 1})
        for one in statements
    )
    return as_one(format_html_join(", ", '<a href="{}#L{}">{}</a>', links))
