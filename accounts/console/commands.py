"""Commands with an argument, typed where one searches: `disable carol`, `add carol to crew`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.operations.groups import add_user_to_group, search_groups
from accounts.operations.roles import search_roles
from accounts.operations.users import delete_user, disable_user, enable_user, search_users
from iamconsole.caller import Caller
from iamconsole.console.parts import part
from policies.console.simulator_address import simulator_address

_SHOWN = 3


@dataclass(frozen=True)
class Command:
    """Something to do: a page to open, or a form to send where there are fields."""

    words: str
    icon: str
    address: str
    fields: tuple[tuple[str, str], ...] = ()
    is_sent: bool = False


Maker = Callable[[Caller, str], Iterator[Command]]


def commands(caller: Caller, text: str) -> Iterator[Command]:
    """The commands that a text means, as far as the caller may give them."""
    verb, _space, argument = text.strip().partition(" ")
    argument = argument.strip()
    for verbs, make in _table():
        if argument and verb.lower() in verbs.split("|"):
            yield from make(caller, argument)


def _table() -> tuple[tuple[str, Maker], ...]:
    """The verbs of each command, in the language of the page."""
    return (
        (_("disable|suspend|deactivate"), _disabling),
        (_("enable|activate"), _enabling),
        (_("add"), _adding),
        (_("simulate"), _simulating),
        (_("delete"), _deleting),
    )


def _disabling(caller: Caller, text: str) -> Iterator[Command]:
    for name in _users(caller, text):
        if disable_user.is_open_to(caller, user_name=name):
            words = _("Disable %(name)s") % {"name": name}
            address = reverse("console-user-disable", args=[name])
            yield Command(words, "lock", address, is_sent=True)


def _enabling(caller: Caller, text: str) -> Iterator[Command]:
    for name in _users(caller, text):
        if enable_user.is_open_to(caller, user_name=name):
            words = _("Enable %(name)s") % {"name": name}
            address = reverse("console-user-enable", args=[name])
            yield Command(words, "unlock", address, is_sent=True)


def _adding(caller: Caller, text: str) -> Iterator[Command]:
    """Without a group, the page on which groups are chosen."""
    who, to, where = text.partition(_(" to "))
    for name in _users(caller, who):
        address = reverse("console-user-groups-add", args=[name])
        if not to:
            yield Command(_("Add %(name)s to groups") % {"name": name}, "group", address)
            continue
        for group in _groups(caller, where):
            if add_user_to_group.is_open_to(caller, user_name=name, group_name=group):
                words = _("Add %(name)s to %(group)s") % {"name": name, "group": group}
                yield Command(words, "group", address, (("groups", group),), is_sent=True)


def _simulating(caller: Caller, text: str) -> Iterator[Command]:
    found = part(search_roles, caller, search=text, sort="match", page_size=_SHOWN).content
    roles = [row.role.role_name for row in found.rows] if found else []
    named = [("user", name) for name in _users(caller, text)]
    named += [("role", name) for name in roles]
    for kind, name in named:
        words = _("Simulate %(name)s") % {"name": name}
        yield Command(words, "flask-conical", simulator_address(f"{kind}/{name}"))


def _deleting(caller: Caller, text: str) -> Iterator[Command]:
    for name in _users(caller, text):
        if delete_user.is_open_to(caller, user_name=name):
            words = _("Delete %(name)s") % {"name": name}
            yield Command(words, "trash-2", reverse("console-user-delete", args=[name]))


def _users(caller: Caller, text: str) -> list[str]:
    given = text.strip()
    if not given:
        return []
    found = part(search_users, caller, search=given, sort="match", page_size=_SHOWN).content
    return [row.user.user_name or "" for row in found.rows] if found else []


def _groups(caller: Caller, text: str) -> list[str]:
    given = text.strip()
    if not given:
        return []
    found = part(search_groups, caller, search=given, sort="match", page_size=_SHOWN).content
    return [row.group.group_name for row in found.rows] if found else []
