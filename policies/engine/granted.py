"""The actions a statement names, service by service, worked out against the catalogue."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

from . import catalog
from .document import Statement

Names: TypeAlias = frozenset[str]  # of actions of one service, in lower case


def named_actions(statement: Statement) -> Mapping[str, Names]:
    """Give what Action names, or what NotAction leaves."""
    if statement.actions is None:
        return {}
    entries = frozenset(item.value.lower() for item in statement.actions.items)
    return _expanded(entries, statement.actions.negated)


@catalog.remembered(512)
def _expanded(entries: frozenset[str], negated: bool) -> Mapping[str, Names]:
    """Give the actions that entries stand for, or leave out, service by service."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for action in catalog.expand(entry):
            found[action.service].add(action.name.lower())
    named = {prefix: frozenset(names) for prefix, names in found.items()}
    return _rest(named) if negated else named


def _rest(named: Mapping[str, Names]) -> Mapping[str, Names]:
    every = ((prefix, frozenset(levels_of(prefix))) for prefix in catalog.prefixes())
    rest = ((prefix, names - named.get(prefix, frozenset())) for prefix, names in every)
    return {prefix: names for prefix, names in rest if names}


@catalog.remembered(1024)
def levels_of(prefix: str) -> Mapping[str, str]:
    """Give the access level of each action of a service."""
    known = catalog.service(prefix)
    return {name: one.level for name, one in known.actions.items()} if known else {}
