"""What is offered for a text over its limit: shorter ways to say it, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iamconsole.console.cells import number
from policies.engine import (
    Effect,
    Kind,
    Malformed,
    Shortening,
    Way,
    check,
    parse,
    shortenings,
    size,
)

_OFFERED = 8
_NAMED = 12


@dataclass(frozen=True)
class Offer:
    """A way in words: what it does, what comes of it, and what to put where."""

    title: str
    message: str
    help: str
    start: int
    end: int
    replacement: str


def offers(text: str, kind: Kind, limit: int) -> list[Offer]:
    """Ways to shorten a sound text that is over its limit; none for any other."""
    if not limit or size(text) <= limit:
        return []
    try:
        check(text, kind)
        found = shortenings(parse(text))
    except Malformed:
        return []
    return [_offer(one) for one in found[:_OFFERED]]


def _offer(one: Shortening) -> Offer:
    title = _TITLES[one.way]() if one.way is not Way.WILDCARD else one.pattern
    saved = ngettext("%(count)s character less", "%(count)s characters less", one.saved)
    message = _("%(what)s: %(saved)s") % {
        "what": _what(one),
        "saved": saved % {"count": number(one.saved)},
    }
    return Offer(title, message, _help(one), one.start, one.end, one.replacement)


_TITLES = {
    Way.REPEATED: lambda: _("leave out what is said twice"),
    Way.JOINED: lambda: _("join them"),
    Way.NAMES: lambda: _("leave out every Sid"),
}


def _what(one: Shortening) -> str:
    places = ", ".join(str(index) for index in one.statements)
    if one.way is Way.WILDCARD:
        words = _("Statement %(number)s could have %(pattern)s in place of %(count)s actions")
        return words % {"number": places, "pattern": one.pattern, "count": number(one.count)}
    if one.way is Way.REPEATED:
        return _("Statement %(number)s says things that other entries of it say") % {
            "number": places
        }
    if one.way is Way.JOINED:
        return _("Statements %(numbers)s could be one") % {"numbers": places}
    return _("Statements need no Sid")


def _help(one: Shortening) -> str:
    """What the policy means then, to the last action."""
    if one.way is Way.NAMES:
        return _("It means the same. What told the statements apart is gone.")
    if one.way is not Way.WILDCARD:
        return _("It means the same.")
    if one.means_the_same:
        return _("It means the same today, and takes in what will be called so later.")
    if one.effect is Effect.DENY:
        words = _("It also denies %(actions)s, and what will be called so later.")
    else:
        words = _("It also allows %(actions)s, and what will be called so later.")
    return words % {"actions": _listed(one.others)}


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return shown
    more = ngettext(
        "%(names)s and %(count)s more", "%(names)s and %(count)s more", len(names) - _NAMED
    )
    return more % {"names": shown, "count": number(len(names) - _NAMED)}
