"""A policy without what was not used, changed in as few places of its text as that takes.

Only what allows is trimmed, and only by action: a Deny stays to the letter, and so do resources and
conditions. An action that was used stays in every statement that names it. A wildcard stays if all
it stands for was used; otherwise what was used takes its place, and the same goes for NotAction. A
statement that comes to nothing goes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from . import catalog
from .document import Effect, Patterns, Policy, Statement
from .match import any_of, glob
from .reader import ArrayNode, Node
from .text_edits import Edit, edited, quoted, separator, without

# What becomes of an entry: the names in its place, none if it goes, or None if it stays.
Fate: TypeAlias = tuple[str, ...] | None

_FEW = 2
_STEP = "  "


@dataclass(frozen=True, slots=True)
class TrimmedEntry:
    """An entry of Action, or all of a NotAction, that does not stay; `kept` takes its place."""

    statement: int
    sid: str
    entries: tuple[str, ...]
    is_negated: bool
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The text of what is left, empty where nothing is, and what was taken out of it."""

    text: str
    entries: tuple[TrimmedEntry, ...]


def trimmed(policy: Policy, used: Iterable[str]) -> Trimmed:
    """Give a policy without the actions that are not among those used (`s3:GetObject`)."""
    by_key = {name.lower(): _canonical(name) for name in used}
    removed, edits, entries = set[int](), list[Edit](), list[TrimmedEntry]()
    for statement in policy.statements:
        actions = statement.actions
        if statement.effect is not Effect.ALLOW or actions is None or not actions.items:
            continue
        fates = _fates(actions, by_key)
        entries.extend(_told(statement, actions, fates))
        if all(fate == () for fate in fates):
            removed.add(statement.index)
        elif actions.negated:
            edits.extend(_turned_round(statement, actions, fates[0] or ()))
        else:
            edits.extend(_edits(statement, actions, fates))
    if len(removed) == len(policy.statements):
        return Trimmed("", tuple(entries))
    edits.extend(_without_statements(policy, removed))
    return Trimmed(edited(policy.source, edits), tuple(entries))


def _canonical(name: str) -> str:
    """Give a name as the catalogue writes it, if it knows it."""
    known = catalog.action(name)
    return known.full_name if known else name


# ---- What becomes of each entry


def _fates(actions: Patterns, used: dict[str, str]) -> Sequence[Fate]:
    texts = [item.value for item in actions.items]
    if actions.negated:
        left_out = any_of([glob(text.lower()) for text in texts])
        return [tuple(sorted(name for key, name in used.items() if not left_out(key)))]
    return _fates_of(texts, used)


def _fates_of(texts: Sequence[str], used: dict[str, str]) -> Sequence[Fate]:
    """Decide on entries in order: what one of them names already, another need not name again."""
    whole = [text for text in texts if _stays(text, used)]
    is_named = any_of([glob(text.lower()) for text in whole])
    named = set[str]()
    fates: list[Fate] = []
    for text in texts:
        if text in whole:
            fates.append(None)
            continue
        matches = glob(text.lower()).matches
        keys = sorted(k for k in used if matches(k) and not is_named(k) and k not in named)
        named.update(keys)
        fates.append(tuple(used[key] for key in keys))
    return fates


def _stays(text: str, used: dict[str, str]) -> bool:
    """Say whether all that an entry stands for was used."""
    if "*" not in text and "?" not in text:
        return text.lower() in used
    found = catalog.expand(text)
    return bool(found) and all(action.full_name.lower() in used for action in found)


def _told(statement: Statement, actions: Patterns, fates: Sequence[Fate]) -> Iterator[TrimmedEntry]:
    place = (statement.index + 1, statement.sid.value if statement.sid else "")
    texts = tuple(item.value for item in actions.items)
    if actions.negated:
        yield TrimmedEntry(*place, texts, True, fates[0] or ())
        return
    for text, fate in zip(texts, fates, strict=True):
        if fate is not None:
            yield TrimmedEntry(*place, (text,), False, fate)


# ---- What becomes of the text


def _edits(statement: Statement, actions: Patterns, fates: Sequence[Fate]) -> Iterator[Edit]:
    value = statement.node.get(actions.element.value)
    if not isinstance(value, ArrayNode):
        if value is not None and fates[0]:
            yield value.start, value.end, _listed(fates[0], value)
        return
    yield from without(value.items, {at for at, fate in enumerate(fates) if fate == ()})
    between = separator(value)
    for item, fate in zip(value.items, fates, strict=True):
        if fate:
            yield item.start, item.end, between.join(map(quoted, fate))


def _turned_round(
    statement: Statement, actions: Patterns, names: tuple[str, ...]
) -> Iterator[Edit]:
    """Name what was used in place of all that NotAction leaves."""
    value = statement.node.get(actions.element.value)
    if value is not None:
        yield actions.element.start, actions.element.end, '"Action"'
        yield value.start, value.end, _listed(names, value)


def _without_statements(policy: Policy, removed: set[int]) -> Iterator[Edit]:
    statements = policy.root.get("Statement")
    if isinstance(statements, ArrayNode):
        yield from without(statements.items, removed)


def _listed(names: tuple[str, ...], place: Node) -> str:
    """Write names where one value or a list stood: a line each, where the text has lines."""
    if len(names) == 1:
        return quoted(names[0])
    source = place.text.source
    begun = source[source.rfind("\n", 0, place.start) + 1 : place.start]
    margin = begun[: len(begun) - len(begun.lstrip())]
    if "\n" not in source or len(names) <= _FEW:
        return f"[{', '.join(map(quoted, names))}]"
    lines = f",\n{margin}{_STEP}".join(map(quoted, names))
    return f"[\n{margin}{_STEP}{lines}\n{margin}]"
