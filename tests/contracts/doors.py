"""Every address there is, as the resolver knows them, with something to put into its blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

_BLANK = re.compile(r"<(?:(\w+):)?(\w+)>")
_FILLINGS = {
    "arn": "arn:aws:iam::aws:policy/AdministratorAccess",
    "int": "1",
    "policy": "aws/AdministratorAccess",
}
_NAMED = {"access_key_id": "AKIAAAAAAAAAAAAAAAAA", "version_id": "v1"}


@dataclass(frozen=True)
class Door:
    """One address and the view behind it."""

    address: str
    view: Any

    def __str__(self) -> str:
        return self.address


def doors(values: Mapping[str, str] = MappingProxyType({})) -> list[Door]:
    """Every door of the site, its blanks filled with these values where they have one."""
    return list(_beneath(get_resolver(), "", values))


def _beneath(resolver: URLResolver, prefix: str, values: Mapping[str, str]) -> Iterator[Door]:
    for pattern in resolver.url_patterns:
        address = prefix + _filled(pattern, values)
        if isinstance(pattern, URLResolver):
            yield from _beneath(pattern, address, values)
        else:
            yield Door(f"/{address}", pattern.callback)


def _filled(pattern: URLPattern | URLResolver, values: Mapping[str, str]) -> str:
    if isinstance(pattern.pattern, RegexPattern):
        return "no/such/thing"

    def filling(blank: re.Match[str]) -> str:
        kind, name = blank.groups()
        return values.get(name) or _FILLINGS.get(kind) or _NAMED.get(name) or "alice"

    return _BLANK.sub(filling, str(pattern.pattern))
