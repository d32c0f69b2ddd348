"""What a change would make of somebody's access: what pages say of it before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.errors import AccessDenied, Refused
from policies.access_shapes import (
    AccessChangeResult,
    GrantingSourceShape,
    LevelChangeShape,
    ServiceChangeShape,
)
from policies.console.effective_tables import arn_of, struck
from policies.console.summary_tables import LEVELS
from policies.operations.effective_access import simulate_access_change, simulate_new_access

_EXAMPLES = 6
_SHOWN = 12


@dataclass(frozen=True)
class Sort:
    """A sort of change: its sign, its look, and the words for those who see neither."""

    part: str
    sign: str
    tone: str
    words: Words


SORTS = (
    Sort("gained", "+", "ok", gettext_lazy("new")),
    Sort("wider", "+", "info", gettext_lazy("on more")),
    Sort("lost", "−", "danger", gettext_lazy("gone")),
    Sort("narrower", "−", "warn", gettext_lazy("on less")),
)


@dataclass(frozen=True)
class Line:
    """What becomes of one service."""

    name: str
    prefix: str
    badges: SafeString
    aside: SafeString | str


@dataclass(frozen=True)
class Preview:
    """What a change would come to. `problem` is what is wrong with the change itself."""

    words: str = ""
    lines: Sequence[Line] = ()
    more: Sequence[Line] = ()
    unread: Sequence[Any] = ()
    refusal: AccessDenied | None = None
    problem: Refused | None = None
    is_empty: bool = False


def preview(caller: Caller, arn: str, **change: Any) -> Preview:
    """What a change of a user's, group's or role's policies would make of its access."""
    given = {name: value for name, value in change.items() if value}
    return _previewed(
        lambda: simulate_access_change.perform(caller, {"policy_source_arn": arn} | given)
    )


def preview_for(caller: Caller, kind: str, name: str, **change: Any) -> Preview:
    """The same, of the one that a page's address names."""
    try:
        return preview(caller, arn_of(caller, kind, name), **change)
    except AccessDenied as refusal:
        return Preview(refusal=refusal)


def preview_of_new(caller: Caller, given: Mapping[str, Any]) -> Preview:
    """What a user that is to be would have."""
    return _previewed(lambda: simulate_new_access.perform(caller, given))


def _previewed(ask: Any) -> Preview:
    try:
        found: AccessChangeResult = ask()
    except AccessDenied as refusal:
        return Preview(refusal=refusal)
    except Refused as problem:
        return Preview(problem=problem)
    return told(found.services, found.unread)


def told(services: Sequence[ServiceChangeShape], unread: Sequence[Any] = ()) -> Preview:
    """What becomes of services, in words, a line each."""
    lines = [_line(one) for one in sorted(services, key=_weight)]
    return Preview(
        words=_in_words(services),
        lines=lines[:_SHOWN],
        more=lines[_SHOWN:],
        unread=unread,
        is_empty=not lines,
    )


def _weight(one: ServiceChangeShape) -> tuple[bool, str]:
    """What makes a difference comes first."""
    return (not _count([one], "gained", "wider", "lost", "narrower"), one.service_name.lower())


def _count(services: Sequence[ServiceChangeShape], *parts: str) -> int:
    levels = (level for one in services for level in one.levels)
    return sum(len(getattr(level, part)) for level in levels for part in parts)


def _in_words(services: Sequence[ServiceChangeShape]) -> str:
    told = []
    if gained := _count(services, "gained"):
        words = ngettext("%(count)s action more", "%(count)s actions more", gained)
        told.append(words % {"count": cells.number(gained)})
    if wider := _count(services, "wider"):
        words = ngettext("%(count)s on more", "%(count)s on more", wider)
        told.append(words % {"count": cells.number(wider)})
    if lost := _count(services, "lost"):
        words = ngettext("%(count)s action fewer", "%(count)s actions fewer", lost)
        told.append(words % {"count": cells.number(lost)})
    if narrower := _count(services, "narrower"):
        words = ngettext("%(count)s on less", "%(count)s on less", narrower)
        told.append(words % {"count": cells.number(narrower)})
    if blocked := _count(services, "blocked"):
        words = ngettext(
            "%(count)s blocked by the boundary", "%(count)s blocked by the boundary", blocked
        )
        told.append(words % {"count": cells.number(blocked)})
    return " · ".join(told) or _("It makes no difference to what is allowed.")


def _line(one: ServiceChangeShape) -> Line:
    badges = format_html_join(" ", "{}", ((badge,) for badge in _badges(one.levels)))
    return Line(one.service_name, one.service_namespace, badges, _others(one.others))


def _badges(levels: Sequence[LevelChangeShape]) -> Iterator[SafeString]:
    for sort in SORTS:
        for level in levels:
            if names := getattr(level, sort.part):
                yield _badge(sort, level, names)
    for level in levels:
        if level.unchanged:
            words = f"{LEVELS[level.level]} {len(level.unchanged)}"
            yield cells.badge(_("%(what)s already") % {"what": words})
        if level.blocked:
            words = f"{LEVELS[level.level]} {len(level.blocked)}"
            yield struck(words, _("blocked by the boundary"))


def _badge(sort: Sort, level: LevelChangeShape, names: Sequence[str]) -> SafeString:
    """`+ Write 3/96`, with a few of the actions as its title."""
    more = ", …" if len(names) > _EXAMPLES else ""
    return format_html(
        '<span class="badge badge-{}" title="{}{}">{} {} {}/{} <span class="{}">{}</span></span>',
        sort.tone,
        ", ".join(names[:_EXAMPLES]),
        more,
        sort.sign,
        LEVELS[level.level],
        len(names),
        level.total,
        "" if sort.part in ("wider", "narrower") else "visually-hidden",
        sort.words,
    )


def _others(others: Sequence[GrantingSourceShape]) -> str:
    """Through what the rest is allowed anyway."""
    names = [_via(one) for one in others[:2]]
    if len(others) > len(names):
        names.append("…")
    return _("Already allowed by %(names)s") % {"names": ", ".join(names)} if names else ""


def _via(one: GrantingSourceShape) -> str:
    if not one.group_arn:
        return one.policy_name
    group = one.group_arn.rpartition("/")[2]
    return _("%(policy)s (group %(group)s)") % {"policy": one.policy_name, "group": group}
