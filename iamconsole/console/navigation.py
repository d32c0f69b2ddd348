"""The side navigation: one table. A page is listed from the day its URL exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from iamconsole.console.cells import Words


@dataclass(frozen=True)
class Item:
    """A page of the navigation: its name, icon and URL, and its place behind the `g` key."""

    title: Words
    icon: str
    url_name: str
    shortcut: str = ""


@dataclass(frozen=True)
class Entry:
    """An item as one request sees it."""

    item: Item
    address: str
    is_current: bool


@dataclass(frozen=True)
class Section:
    """A headed group of entries."""

    title: Words
    entries: tuple[Entry, ...]


NAVIGATION: tuple[tuple[Words, tuple[Item, ...]], ...] = (
    ("", (Item(_("Overview"), "layout-dashboard", "console-overview", "o"),)),
    (
        _("Identities"),
        (
            Item(_("Users"), "users", "console-users", "u"),
            Item(_("Groups"), "group", "console-groups", "g"),
            Item(_("Roles"), "shield", "console-roles", "r"),
            Item(_("Identity providers"), "network", "console-providers"),
        ),
    ),
    (
        _("Permissions"),
        (
            Item(_("Policies"), "file-braces", "console-policies", "p"),
            Item(_("Simulator"), "flask-conical", "console-simulator", "s"),
            Item(_("Who can"), "list-filter", "console-access"),
        ),
    ),
    (
        _("Reports"),
        (
            Item(_("Credentials"), "key-round", "console-credential-report"),
            Item(_("Last accessed"), "activity", "console-last-accessed"),
            Item(_("Activity log"), "scroll-text", "console-log", "l"),
        ),
    ),
    (
        _("Account"),
        (
            Item(_("Settings"), "settings", "console-settings"),
            Item(_("Hardware tokens"), "key-round", "console-hardware-tokens"),
            Item(_("Background jobs"), "timer", "console-jobs"),
        ),
    ),
    (_("You"), (Item(_("My access"), "badge-check", "console-me", "m"),)),
)


def navigation_for(request: HttpRequest) -> tuple[Section, ...]:
    """The navigation with the page of this request marked as current."""
    sections = (Section(title, tuple(_entries(items, request))) for title, items in NAVIGATION)
    return tuple(section for section in sections if section.entries)


def _entries(items: tuple[Item, ...], request: HttpRequest) -> Iterator[Entry]:
    home = _address("console-overview")
    for item in items:
        address = _address(item.url_name)
        if address:
            yield Entry(item, address, _is_within(request.path, address, home))


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _is_within(path: str, address: str, home: str) -> bool:
    if address == home:
        return path == home
    return path == address or path.startswith(address.rstrip("/") + "/")
