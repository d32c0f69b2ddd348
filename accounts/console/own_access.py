"""What the reader may do here, in plain words: by service and level, and as which other role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.operations.assumable_roles import list_assumable_roles
from accounts.shapes import AssumableRoleShape
from iamconsole.caller import Caller, CallerKind
from iamconsole.console.cells import number
from iamconsole.console.parts import part
from policies.access_shapes import AccessLevelShape, OwnServiceShape
from policies.console.summary_tables import LEVELS
from policies.engine import catalog
from policies.operations.effective_access import get_own_access

_SHOWN = 12
_FEW_ROLES = 20


@dataclass(frozen=True)
class Allowed:
    """A service, and how much of it is allowed, in words."""

    name: str
    prefix: str
    words: str
    is_partial: bool


def own_access(caller: Caller) -> dict[str, Any]:
    """What the caller may do, and the roles that it may switch to."""
    found = part(get_own_access, caller)
    services = found.content.services if found.content else ()
    lines = [_line(one) for one in services]
    is_everything = bool(found.content and found.content.is_everything) or _is_whole(services)
    return {
        "access": found,
        "is_everything": is_everything,
        "allowed": lines[:_SHOWN],
        "more_allowed": lines[_SHOWN:],
        "roles": _roles(caller),
    }


def _is_whole(services: Sequence[OwnServiceShape]) -> bool:
    """Whether it is every action of every service, on everything."""
    if len(services) < len(catalog.prefixes()):
        return False
    levels = (level for one in services for level in one.levels)
    return not any(one.is_partial for one in services) and all(
        level.count == level.total for level in levels
    )


def _line(one: OwnServiceShape) -> Allowed:
    known = catalog.service(one.service_namespace)
    total = len(known.actions) if known else 0
    if sum(level.count for level in one.levels) == total:
        words = _("Everything")
    else:
        words = " · ".join(_level(level) for level in one.levels)
    return Allowed(one.service_name, one.service_namespace, words, one.is_partial)


def _level(level: AccessLevelShape) -> str:
    name = str(LEVELS[level.level])
    if level.count == level.total:
        return _("%(level)s: all") % {"level": name}
    words = ngettext(
        "%(level)s: %(count)s of %(total)s", "%(level)s: %(count)s of %(total)s", level.count
    )
    told = {"level": name, "count": number(level.count), "total": number(level.total)}
    return words % told


def _roles(caller: Caller) -> list[tuple[AssumableRoleShape, str]]:
    """The roles the caller may switch to, each with the address of the form filled in with it."""
    if caller.kind is not CallerKind.USER:
        return []
    found = part(list_assumable_roles, caller).content
    roles = found.roles[:_FEW_ROLES] if found else ()
    return [(one, _switch_address(one)) for one in roles]


def _switch_address(role: AssumableRoleShape) -> str:
    named = {"account": role.account_id, "roleName": f"{role.path}{role.role_name}".lstrip("/")}
    return f"{reverse('switch-role')}?{urlencode(named)}"
