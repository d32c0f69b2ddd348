"""Shorter ways to write a policy: those that mean the same, and those that differ in what is told.

Only what makes the text shorter is given, and each way stands alone: after one of them the others
are to be looked for anew. A wildcard stands for what the catalogue knows today.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from . import catalog
from .check import size
from .document import Effect, Patterns, Policy, Statement
from .match import Matches, any_of, glob
from .reader import ArrayNode
from .text_edits import Edit, edited, quoted, with_items, without, without_member

Meaning: TypeAlias = tuple[object, ...]

_WILD = re.compile(r"[*?]")
_WORD = re.compile(r"[A-Z]+[a-z0-9]*|[a-z0-9]+")
_FEWEST = 2
_OF_A_SERVICE = 3
_MOST_ENTRIES = 800


class Way(StrEnum):
    """How a text gets shorter."""

    REPEATED = "repeated"  # entries go that others say already
    JOINED = "joined"  # statements become one
    NAMES = "names"  # statements lose their Sid
    WILDCARD = "wildcard"  # one pattern stands for several actions


@dataclass(frozen=True, slots=True)
class Shortening:
    """One way: what takes the place of `start` to `end`, and how many characters that saves.

    `statements` counts from 1. A wildcard is `pattern` in place of `count` entries, and `others`
    are the actions that it stands for beside those the statement names already.
    """

    way: Way
    statements: tuple[int, ...]
    start: int
    end: int
    replacement: str
    saved: int
    effect: Effect = Effect.ALLOW
    pattern: str = ""
    count: int = 0
    others: tuple[str, ...] = ()

    @property
    def means_the_same(self) -> bool:
        """Say whether the policy decides as before, by today's catalogue."""
        return not self.others


def shortenings(policy: Policy) -> tuple[Shortening, ...]:
    """Give the ways to shorten a policy: those that mean the same first, then what saves most.

    Lists with more entries than any policy could hold are left as they are.
    """
    found = [
        *_repeated(policy),
        *_joined(policy),
        *_unnamed(policy),
        *(one for statement in policy.statements for one in _wildcards(policy, statement)),
    ]
    # Statements that are the same can be joined by either element, and come to one.
    shorter = {(one.start, one.end, one.replacement): one for one in found if one.saved > 0}
    return tuple(sorted(shorter.values(), key=lambda one: (len(one.others), -one.saved, one.start)))


def _way(
    policy: Policy, way: Way, statements: Sequence[int], edits: Sequence[Edit]
) -> Iterator[Shortening]:
    if not edits:
        return
    start, end = min(edit[0] for edit in edits), max(edit[1] for edit in edits)
    before = policy.source[start:end]
    stretch = edited(before, [(a - start, b - start, text) for a, b, text in edits])
    saved = size(before) - size(stretch)
    numbers = tuple(index + 1 for index in statements)
    effect = policy.statements[statements[0]].effect
    yield Shortening(way, numbers, start, end, stretch, saved, effect)


# ---- What is said twice


def _repeated(policy: Policy) -> Iterator[Shortening]:
    for statement in policy.statements:
        edits: list[Edit] = []
        edits += _without_covered(statement, statement.actions, _covered_actions)
        edits += _without_covered(statement, statement.resources, _covered_resources)
        yield from _way(policy, Way.REPEATED, [statement.index], edits)


def _without_covered(
    statement: Statement, patterns: Patterns | None, covered: Callable[[list[str]], set[int]]
) -> Iterator[Edit]:
    value = statement.node.get(patterns.element.value) if patterns else None
    if patterns and isinstance(value, ArrayNode) and len(value.items) <= _MOST_ENTRIES:
        yield from without(value.items, covered([item.value for item in patterns.items]))


def _covered_actions(texts: list[str]) -> set[int]:
    """Find the entries that an earlier one repeats, or that a wildcard stands for."""
    lower = [text.lower() for text in texts]
    gone = {at for at, text in enumerate(lower) if text in lower[:at]}
    wild = [at for at, one in enumerate(lower) if "*" in one and "?" not in one and at not in gone]
    matches = {at: glob(lower[at]).matches for at in wild}
    for at, text in enumerate(lower):
        # A star matches the stars of another pattern as it matches what they stand for.
        if any(at != other and other not in gone and matches[other](text) for other in wild):
            gone.add(at)
    return gone


def _covered_resources(texts: list[str]) -> set[int]:
    if "*" in texts:
        return set(range(len(texts))) - {texts.index("*")}
    return {at for at, text in enumerate(texts) if text in texts[:at]}


# ---- Statements that could be one


def _joined(policy: Policy) -> Iterator[Shortening]:
    """Join statements that differ in nothing but their actions, or nothing but their resources."""
    for element in ("Action", "Resource"):
        alike: defaultdict[Meaning, list[Statement]] = defaultdict(list)
        for statement in policy.statements:
            patterns = _patterns(statement, element)
            if patterns is not None and not patterns.negated and patterns.items:
                alike[_meaning(statement, element)].append(statement)
        for first, *others in alike.values():
            if others:
                yield from _as_one(policy, element, first, others)


def _patterns(statement: Statement, element: str) -> Patterns | None:
    return statement.actions if element == "Action" else statement.resources


def _meaning(statement: Statement, apart_from: str) -> Meaning:
    said = {
        "Action": _said(statement.actions, str.lower),
        "Resource": _said(statement.resources, str),
    }
    conditions = frozenset(
        (test.operator.value, test.key.value.lower(), frozenset(test.texts))
        for test in statement.conditions
    )
    principals = statement.principals and (
        statement.principals.negated,
        frozenset(
            (one.type and one.type.value, one.value.value) for one in statement.principals.entries
        ),
    )
    left = tuple(value for name, value in said.items() if name != apart_from)
    return (statement.effect, principals, conditions, *left)


def _said(patterns: Patterns | None, read: Callable[[str], str]) -> object:
    if patterns is None:
        return None
    return patterns.negated, frozenset(read(item.value) for item in patterns.items)


def _as_one(
    policy: Policy, element: str, first: Statement, others: Sequence[Statement]
) -> Iterator[Shortening]:
    statements, value = policy.root.get("Statement"), first.node.get(element)
    if not isinstance(statements, ArrayNode) or value is None:
        return
    read = str.lower if element == "Action" else str
    there = {read(text) for text in _texts(first, element)}
    more = {read(text): text for other in others for text in _texts(other, element)}
    added = [text for key, text in more.items() if key not in there]
    edits = list(without(statements.items, {other.index for other in others}))
    if added:
        edits.append(with_items(value, added))
    yield from _way(policy, Way.JOINED, [first.index, *(one.index for one in others)], edits)


def _texts(statement: Statement, element: str) -> list[str]:
    patterns = _patterns(statement, element)
    return [item.value for item in patterns.items] if patterns else []


def _unnamed(policy: Policy) -> Iterator[Shortening]:
    """Leave out what statements are called, which decides nothing."""
    named = [statement for statement in policy.statements if statement.sid is not None]
    edits = [edit for one in named for edit in without_member(one.node, "Sid")]
    yield from _way(policy, Way.NAMES, [one.index for one in named], edits)


# ---- Wildcards


def _wildcards(policy: Policy, statement: Statement) -> Iterator[Shortening]:
    """Put one pattern in place of several actions, if not most of what it stands for is more."""
    actions = statement.actions
    value = statement.node.get("Action")
    if actions is None or not isinstance(value, ArrayNode) or len(value.items) > _MOST_ENTRIES:
        return
    texts = [item.value for item in actions.items]
    is_named = any_of([glob(text.lower()) for text in texts])
    by_service: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for at, text in enumerate(texts):
        by_service[text.partition(":")[0].lower()][at] = text
    for prefix, entries in by_service.items():
        service = catalog.service(prefix)
        if service is None or len(entries) < _FEWEST:
            continue
        found = [
            one
            for pattern in _patterns_for(service, entries.values())
            for one in _in_place_of(policy, statement, value, pattern, entries, is_named)
        ]
        yield from _best(found)


def _best(found: Sequence[Shortening]) -> Iterator[Shortening]:
    """Give those that save most for what they stand for beside, none within another."""
    chosen: list[str] = []
    for one in sorted(found, key=lambda one: (-one.saved / (1 + len(one.others)), one.pattern)):
        stem = one.pattern[:-1]
        if len(chosen) < _OF_A_SERVICE and not any(
            stem.startswith(other) or other.startswith(stem) for other in chosen
        ):
            chosen.append(stem)
            yield one


def _patterns_for(service: catalog.Service, entries: Iterable[str]) -> list[str]:
    """Give a wildcard on every beginning, word by word, of the names of a service's actions."""
    beginnings = {""}
    for entry in entries:
        name = _WILD.split(entry.partition(":")[2])[0]
        known = service.actions.get(name.lower())
        ends = [found.end() for found in _WORD.finditer(known.name if known else name)]
        beginnings |= {(known.name if known else name)[:end] for end in ends}
    return [f"{service.prefix}:{beginning}*" for beginning in sorted(beginnings)]


def _in_place_of(
    policy: Policy,
    statement: Statement,
    value: ArrayNode,
    pattern: str,
    entries: Mapping[int, str],
    is_named: Matches,
) -> Iterator[Shortening]:
    matches = glob(pattern.lower()).matches
    gone = [at for at, text in entries.items() if "?" not in text and matches(text.lower())]
    if len(gone) < _FEWEST:
        return
    stood_for = [action.full_name for action in catalog.expand(pattern)]
    others = tuple(name for name in stood_for if not is_named(name.lower()))
    if len(others) > len(stood_for) - len(others):
        return
    first, *rest = gone
    place = value.items[first]
    edits = [(place.start, place.end, quoted(pattern)), *without(value.items, set(rest))]
    for one in _way(policy, Way.WILDCARD, [statement.index], edits):
        yield Shortening(
            one.way,
            one.statements,
            one.start,
            one.end,
            one.replacement,
            one.saved,
            one.effect,
            pattern,
            len(gone),
            others,
        )
