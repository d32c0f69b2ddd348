"""Search from anywhere: one page, which the palette shows too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.console.commands import commands
from accounts.console.words import user_address
from accounts.operations.groups import search_groups
from accounts.operations.roles import search_roles
from accounts.operations.users import search_users
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.navigation import navigation_for
from iamconsole.console.table_specs import SEARCH_LIMIT
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied
from policies.operations.managed import search_policies

_SHOWN = 8


@dataclass(frozen=True)
class Hit:
    """Something found, and its page."""

    name: str
    path: str
    kind: Words
    icon: str
    address: str

    def rank(self, text: str) -> tuple[int, str]:
        """What is called so comes before what begins so, and that before what contains it."""
        name, wanted = self.name.lower(), text.lower()
        if name == wanted:
            return 0, name
        return (1 if name.startswith(wanted) else 2), name


Finder = Callable[[Caller, str], Iterator[Hit]]


def _users(caller: Caller, text: str) -> Iterator[Hit]:
    for row in search_users(caller, search=text, sort="match", page_size=_SHOWN).rows:
        name = row.user.user_name or ""
        yield Hit(name, row.user.path, _("User"), "users", user_address(name))


def _groups(caller: Caller, text: str) -> Iterator[Hit]:
    for row in search_groups(caller, search=text, sort="match", page_size=_SHOWN).rows:
        address = reverse("console-group", args=[row.group.group_name])
        yield Hit(row.group.group_name, row.group.path, _("Group"), "group", address)


def _roles(caller: Caller, text: str) -> Iterator[Hit]:
    for row in search_roles(caller, search=text, sort="match", page_size=_SHOWN).rows:
        address = reverse("console-role", args=[row.role.role_name])
        yield Hit(row.role.role_name, row.role.path, _("Role"), "shield", address)


def _policies(caller: Caller, text: str) -> Iterator[Hit]:
    found = search_policies(caller, search=text, scope="All", sort="match", page_size=_SHOWN)
    for policy in found.policies:
        address = reverse("console-policy", args=[policy.arn])
        yield Hit(policy.policy_name, policy.path, _("Policy"), "file-braces", address)


FINDERS: tuple[tuple[Words, Finder], ...] = (
    (_("users"), _users),
    (_("groups"), _groups),
    (_("roles"), _roles),
    (_("policies"), _policies),
)


@require_safe
def search_page(request: ConsoleRequest) -> HttpResponse:
    """What is called so, of every kind the reader may list, and the pages called so."""
    text = request.GET.get("q", "").strip()[:SEARCH_LIMIT]
    hits, unseen = _found(request.caller, text) if text else ([], [])
    context = {
        "text": text,
        "hits": sorted(hits, key=lambda hit: hit.rank(text)),
        "pages": tuple(_pages(request, text)) if text else (),
        "commands": tuple(commands(request.caller, text)) if text else (),
        "unseen": unseen,
    }
    return render(request, "accounts/search.html", context)


def _found(caller: Caller, text: str) -> tuple[list[Hit], list[Words]]:
    """The hits, and the kinds that the caller may not list."""
    hits: list[Hit] = []
    unseen: list[Words] = []
    for kinds, find in FINDERS:
        try:
            hits += find(caller, text)
        except AccessDenied:
            unseen.append(kinds)
    return hits, unseen


TASKS: tuple[tuple[Words, str, str], ...] = (
    (_("Create user"), "user-plus", "console-user-create"),
    (_("Create group"), "plus", "console-group-create"),
    (_("Create role"), "plus", "console-role-create"),
    (_("Create policy"), "plus", "console-policy-create"),
    (_("Create access key for myself"), "key-round", "console-me-key-create"),
    (_("Change the account alias"), "pencil", "console-settings-alias"),
)


def _pages(request: ConsoleRequest, text: str) -> Iterator[Hit]:
    """The things to do and the pages that are called so."""
    for words, icon, url_name in TASKS:
        if text.lower() in str(words).lower():
            yield Hit(str(words), "", _("Task"), icon, reverse(url_name))
    for section in navigation_for(request):
        for entry in section.entries:
            if text.lower() in str(entry.item.title).lower():
                yield Hit(str(entry.item.title), "", _("Page"), entry.item.icon, entry.address)
