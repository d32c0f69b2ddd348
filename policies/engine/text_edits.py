"""Small changes of a text that keep all the rest of it to the byte."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from .reader import ArrayNode, Node, ObjectNode

Edit: TypeAlias = tuple[int, int, str]


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Give the text with all changes made, none of which may overlap another."""
    for start, end, text in sorted(edits, reverse=True):
        source = source[:start] + text + source[end:]
    return source


def without(items: Sequence[Node], gone: Collection[int]) -> Iterator[Edit]:
    """Cut out some items of a list that keeps others, each with the comma it no longer needs."""
    at = 0
    while at < len(items):
        first = at
        while at in gone:
            at += 1
        if at == len(items) > first:
            yield items[first - 1].end, items[-1].end, ""
        elif at > first:
            yield items[first].start, items[at].start, ""
        at += 1


def without_member(node: ObjectNode, key: str) -> Iterator[Edit]:
    """Cut a member out of an object that keeps others."""
    members = node.members
    at = next((at for at, one in enumerate(members) if one.key.value == key), None)
    if at is None:
        return
    if at + 1 < len(members):
        yield members[at].key.start, members[at + 1].key.start, ""
    else:
        yield members[at - 1].value.end, members[at].value.end, ""


def with_items(value: Node, texts: Sequence[str]) -> Edit:
    """Add texts behind those of a list, or beside the one value that stands in its place."""
    if isinstance(value, ArrayNode) and value.items:
        between = separator(value)
        end = value.items[-1].end
        return end, end, "".join(between + quoted(text) for text in texts)
    return value.start, value.end, f"[{', '.join([value.source, *map(quoted, texts)])}]"


def separator(array: ArrayNode) -> str:
    """Give what stands between the items of a list, or what would."""
    source, items = array.text.source, array.items
    if len(items) > 1:
        return source[items[0].end : items[1].start]
    lead = source[array.start + 1 : items[0].start]
    return f",{lead}" if "\n" in lead else ", "


def quoted(text: str) -> str:
    """Give a text as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)
