"""Small pieces of markup: an icon, a badge, a moment, a link. Tables and templates share them.

Each escapes what it is given. They are plain functions because a page shows hundreds of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Words = str | Promise
Tone = Literal["", "ok", "warn", "danger", "info"]

# Icons that point somewhere turn round where text runs from right to left.
_DIRECTED = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-out"})


def icon(name: str) -> SafeString:
    """The icon of that Lucide name. Assistive technology skips it: words stand beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        " icon-directed" if name in _DIRECTED else "",
        _sprite_address(),
        name,
    )


@lru_cache(maxsize=1)
def _sprite_address() -> str:
    return staticfiles_storage.url("dist/icons.svg")


def badge(words: Words, tone: Tone = "") -> SafeString:
    """A state, in a word; the colour only repeats it."""
    return format_html('<span class="badge{}">{}</span>', f" badge-{tone}" if tone else "", words)


def link(words: Words, address: str, beside: str = "") -> SafeString:
    """A link, with something quiet beside it, such as a path."""
    anchor = format_html('<a href="{}">{}</a>', address, words)
    if not beside:
        return anchor
    return format_html('<span>{} <span class="beside">{}</span></span>', anchor, beside)


def code(text: str) -> SafeString:
    """An identifier."""
    return format_html("<code>{}</code>", text)


def none(words: Words | None = None) -> SafeString:
    """The absence of a value, in a word."""
    return format_html('<span class="none">{}</span>', _("None") if words is None else words)


def number(value: int) -> str:
    """A number, grouped as the language groups it."""
    return number_format(value, force_grouping=True)


def ago(moment: datetime | None, missing: Words | None = None) -> SafeString:
    """How long ago a moment was, or how far ahead it is; the moment itself is its title."""
    if moment is None:
        return none(_("Never") if missing is None else missing)
    return _told(moment, distance(moment))


def within(moment: datetime | None) -> SafeString:
    """The same in the midst of a sentence: `Created just now`."""
    if moment is None or not _is_now(moment):
        return ago(moment)
    return _told(moment, _("just now"))


def _told(moment: datetime, words: str) -> SafeString:
    exact = format_date(timezone.localtime(moment), "j M Y H:i:s T")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, words)


def distance(moment: datetime) -> str:
    """The distance between now and a moment, in one unit."""
    if _is_now(moment):
        return _("Just now")
    passed = timezone.now() - moment
    if passed < timedelta(0):
        return _ahead(-passed)
    return _behind(passed)


def _is_now(moment: datetime) -> bool:
    return abs(timezone.now() - moment) < timedelta(minutes=1)


def days(count: int) -> str:
    """A number of days, in words."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": number(count)}


def _behind(passed: timedelta) -> str:
    if passed < timedelta(hours=1):
        count = passed // timedelta(minutes=1)
        words = ngettext("%(count)s minute ago", "%(count)s minutes ago", count)
    elif passed < timedelta(days=1):
        count = passed // timedelta(hours=1)
        words = ngettext("%(count)s hour ago", "%(count)s hours ago", count)
    else:
        count = passed.days
        words = ngettext("%(count)s day ago", "%(count)s days ago", count)
    return words % {"count": number(count)}


def _ahead(left: timedelta) -> str:
    if left < timedelta(hours=1):
        count = left // timedelta(minutes=1)
        words = ngettext("in %(count)s minute", "in %(count)s minutes", count)
    elif left < timedelta(days=1):
        count = left // timedelta(hours=1)
        words = ngettext("in %(count)s hour", "in %(count)s hours", count)
    else:
        count = left.days
        words = ngettext("in %(count)s day", "in %(count)s days", count)
    return words % {"count": number(count)}


def copy_button(value: str, label: Words | None = None) -> SafeString:
    """A button that copies `value`. Without scripts it is not there: the value can be selected."""
    return format_html(
        '<button type="button" class="copy needs-script" data-controller="copy" data-copy="{}" '
        'data-done="{}" data-fallback="{}" aria-label="{}">{}{}</button>',
        value,
        _("Copied"),
        _("Copying is not allowed here. The text is selected: press Ctrl+C."),
        _("Copy %(what)s") % {"what": value if label is None else label},
        icon("copy"),
        _done_icon(),
    )


def copyable(value: str, label: Words | None = None) -> SafeString:
    """An identifier with its copy button."""
    return format_html(
        '<span class="copyable"><code>{}</code>{}</span>', value, copy_button(value, label)
    )


def account_number(account_id: str) -> str:
    """A 12-digit account id in groups of four."""
    return "-".join((account_id[:4], account_id[4:8], account_id[8:]))


def _done_icon() -> SafeString:
    return format_html(
        '<svg class="icon icon-done" aria-hidden="true"><use href="{}#check"></use></svg>',
        _sprite_address(),
    )
