"""What one text allows that another does not, for people who are about to let the other hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iamconsole.console.cells import number
from policies.engine import Kind, Malformed, Source, parse
from policies.engine.catalog import service
from policies.engine.change import Access, ServiceChange, changes

_SHOWN = 8


@dataclass(frozen=True)
class Effect:
    """What becomes of one service."""

    name: str
    gained: str
    lost: str
    moved: str


@dataclass(frozen=True)
class Effects:
    """What a change comes to; `is_unreadable` where a text says nothing that can be told."""

    lines: tuple[Effect, ...] = ()
    gained: int = 0
    lost: int = 0
    is_unreadable: bool = False

    @property
    def words(self) -> str:
        """The change in a sentence."""
        if self.is_unreadable:
            return _("One of the texts cannot be read as a policy, so the effect cannot be told.")
        if not self.lines:
            return _("It makes no difference to what is allowed.")
        more = ngettext("%(count)s action more", "%(count)s actions more", self.gained)
        less = ngettext("%(count)s action fewer", "%(count)s actions fewer", self.lost)
        told = [
            words % {"count": number(count)}
            for words, count in ((more, self.gained), (less, self.lost))
            if count
        ]
        return " · ".join(told) or _("The same actions, on other resources or conditions.")


def effects(before: str, after: str) -> Effects:
    """What `after` allows beyond `before`, and the other way round."""
    try:
        old, new = (_access(text, name) for text, name in ((before, "before"), (after, "after")))
    except Malformed:
        return Effects(is_unreadable=True)
    found = [one for one in changes(old, new) if one.is_difference]
    levels = [level for one in found for level in one.levels]
    return Effects(
        lines=tuple(map(_effect, found)),
        gained=sum(len(level.gained) for level in levels),
        lost=sum(len(level.lost) for level in levels),
    )


def _access(text: str, name: str) -> Access:
    return Access(((parse(text), Source(Kind.IDENTITY, name)),))


def _effect(change: ServiceChange) -> Effect:
    def listed(*parts: str) -> str:
        names = {name for one in change.levels for part in parts for name in getattr(one, part)}
        known = service(change.prefix)
        return _listed(known.actions[name].name if known else name for name in names)

    return Effect(change.name, listed("gained"), listed("lost"), listed("wider", "narrower"))


def _listed(names: Iterable[str]) -> str:
    """A few names, and how many more there are."""
    found = sorted(names)
    shown, more = ", ".join(found[:_SHOWN]), len(found) - _SHOWN
    if more <= 0:
        return shown
    words = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more)
    return words % {"names": shown, "count": number(more)}
