"""The tables of effective access: what is allowed of each service, how deep, because of what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.operations.groups import get_group
from accounts.operations.roles import get_role
from accounts.operations.users import get_user
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.table_specs import Column, Filter, TableSpec
from policies.console.action_tables import ACTIONS, ActionRow
from policies.console.holders import GROUP, ROLE, USER
from policies.console.summary_tables import (
    LEVELS,
    SERVICES,
    ServiceRow,
    as_one,
    effect_badge,
)
from policies.effective import is_built_in
from policies.engine import LevelCount, Source
from policies.holdings import OWN_PASSWORD

_SHOWN = 3
HOLDERS = {holder.kind: holder for holder in (USER, GROUP, ROLE)}


_ARNS: Mapping[str, Callable[[Caller, str], str]] = {
    "user": lambda caller, name: get_user(caller, user_name=name).user.arn,
    "group": lambda caller, name: get_group(caller, group_name=name, max_items=1).group.arn,
    "role": lambda caller, name: get_role(caller, role_name=name).role.arn,
}


def arn_of(caller: Caller, kind: str, name: str) -> str:
    """The ARN of a user, group or role."""
    return _ARNS[kind](caller, name)


@dataclass(frozen=True)
class Owner:
    """Whose access a table shows: its ARN, and what its pages call it."""

    arn: str
    kind: str
    name: str

    @property
    def url(self) -> str:
        return HOLDERS[self.kind].address(self.name)

    @property
    def list_url(self) -> str:
        return reverse(HOLDERS[self.kind].list_url)

    @property
    def list_words(self) -> Words:
        return HOLDERS[self.kind].list_words

    def service_url(self, prefix: str) -> str:
        return reverse(f"console-{self.kind}-service", args=[self.name, prefix])

    def policy_link(self, source: Source) -> SafeString:
        """A policy as a link to its text, with the group it comes through."""
        link = _policy_link(self, source)
        if not source.via or source.via == self.arn:
            return link
        group = source.via.rpartition("/")[2]
        address = reverse("console-group-permissions", args=[group])
        return format_html('{} → <a href="{}">{}</a>', link, address, group)


def _policy_link(owner: Owner, source: Source) -> SafeString:
    if source.arn:
        return cells.link(source.name, reverse("console-policy-document", args=[source.arn]))
    if source.name == OWN_PASSWORD.name:
        return cells.link(_("The account's password settings"), reverse("console-settings"))
    if is_built_in(source):
        return cells.none(_("Everybody's own"))
    kind, name = ("group", source.via.rpartition("/")[2]) if source.via else ("", "")
    of = (kind or owner.kind, name or owner.name)
    address = reverse(f"console-{of[0]}-inline", args=[of[1], source.name])
    return cells.link(source.name, address, _("inline"))


@dataclass(frozen=True, kw_only=True)
class AccessRow(ServiceRow):
    """A service, and whose access to it is shown."""

    owner: Owner

    @property
    def cut(self) -> int:
        """How many of the actions the boundary takes away again."""
        return sum(one.cut for one in self.line.levels) if self.line else 0

    @property
    def is_left(self) -> bool:
        """Whether the boundary leaves any of it."""
        return any(one.count > one.cut for one in self.line.levels) if self.line else False

    @property
    def sources(self) -> tuple[Source, ...]:
        lines = self.line.statements if self.line else ()
        return tuple(dict.fromkeys(one.source for one in lines))


def levels(row: ServiceRow) -> SafeString:
    """How many actions of each level are left: `List 12/18`. What a boundary cuts is struck."""
    if row.line is None:
        return cells.none()
    cut = any(one.cut for one in row.line.levels)
    if row.line.is_full and not cut:
        return format_html('<span class="nowrap">{}</span>', _("Full access"))
    return as_one(format_html_join(" ", "{}", ((one,) for one in _badges(row.line.levels))))


def _badges(counts: Iterable[LevelCount]) -> Iterator[SafeString]:
    for one in counts:
        if kept := one.count - one.cut:
            yield level_badge(one.level, f"{kept}/{one.total}", is_wild=one.has_wildcard)
        if one.cut:
            yield struck(f"{LEVELS[one.level]} {one.cut}", _("cut by the boundary"))


def level_badge(level: str, count: str, *, is_wild: bool = False) -> SafeString:
    """A level and how many of its actions; hatched where a pattern named some of them."""
    return format_html(
        '<span class="badge{}"{}>{} {}</span>',
        " badge-wild" if is_wild else "",
        format_html(' title="{}"', _("Some come by a wildcard")) if is_wild else "",
        LEVELS[level],
        count,
    )


def struck(words: str, why: str) -> SafeString:
    """Something a boundary takes away again, said to those who do not see the line through it."""
    return format_html(
        '<s class="badge badge-cut" title="{0}">{1}<span class="visually-hidden"> {0}</span></s>',
        why,
        words,
    )


def _because_of(row: AccessRow) -> SafeString:
    shown = format_html_join(
        "", "<div>{}</div>", ((row.owner.policy_link(one),) for one in row.sources[:_SHOWN])
    )
    more = len(row.sources) - _SHOWN
    if more <= 0:
        return as_one(shown)
    words = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
    return format_html('<div>{}<div class="muted">{}</div></div>', shown, words)


def services_table(
    names: Iterable[tuple[str, str]], effects: Iterable[str]
) -> TableSpec[AccessRow]:
    """The services somebody has access to, to be narrowed by level, effect and policy."""
    by_name: dict[str, Column[Any]] = {column.name: column for column in SERVICES.columns}
    filters = [
        Filter(name="level", title=gettext_lazy("Access level"), choices=tuple(LEVELS.items())),
        Filter(name="source", title=gettext_lazy("Because of"), choices=tuple(names)),
    ]
    if set(effects) == {"Allow", "Deny"}:
        words = (("Allow", gettext_lazy("Allowed")), ("Deny", gettext_lazy("Denied")))
        filters.append(Filter(name="effect", title=gettext_lazy("Effect"), choices=words))
    return TableSpec(
        name="effective",
        caption=gettext_lazy("What is allowed and denied, by service"),
        search=gettext_lazy("Service or action"),
        counted=SERVICES.counted,
        filters=tuple(filters),
        columns=(
            by_name["service"],
            by_name["effect"],
            Column(
                name="levels",
                title=gettext_lazy("Access"),
                value=lambda row: row.line.access if row.line else "",
                cell=levels,
            ),
            Column(
                name="because",
                title=gettext_lazy("Because of"),
                value=lambda row: ", ".join(one.name for one in row.sources),
                cell=_because_of,
            ),
            by_name["resources"],
            by_name["conditions"],
        ),
    )


@dataclass(frozen=True, kw_only=True)
class AccessActionRow(ActionRow):
    """An action, and whose access to it is shown."""

    owner: Owner


def _statements(row: AccessActionRow) -> SafeString:
    sources = dict.fromkeys(one.source for one in row.line.statements)
    links = ((row.owner.policy_link(one),) for one in sources)
    return as_one(format_html_join("", "<div>{}</div>", links))


def _effect(row: AccessActionRow) -> SafeString:
    if row.effect == "Allow" and row.line.is_cut:
        return struck(_("Allowed"), _("cut by the boundary"))
    return effect_badge(row.effect)


_OWN: dict[str, Column[Any]] = {
    "effect": Column(
        name="effect",
        title=gettext_lazy("Effect"),
        value=lambda row: row.effect,
        cell=_effect,
    ),
    "statements": Column(
        name="statements",
        title=gettext_lazy("Because of"),
        value=lambda row: ", ".join(one.source.name for one in row.line.statements),
        cell=_statements,
    ),
}
ACCESS_ACTIONS: TableSpec[AccessActionRow] = TableSpec(
    name="actions",
    caption=ACTIONS.caption,
    search=ACTIONS.search,
    counted=ACTIONS.counted,
    columns=tuple(_OWN.get(column.name, column) for column in ACTIONS.columns),
)
