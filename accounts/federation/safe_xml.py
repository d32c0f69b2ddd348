"""XML from strangers: the one place that parses it.

No DTD, so no entities; no network; no comments and no processing instructions, which readers and
signatures see differently; UTF-8 alone, so that what is scanned is what is parsed; bounded depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

# What lxml parses into; it has no types of its own.
Element: TypeAlias = Any

MAX_DEPTH = 50
_ENCODING = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


class Unreadable(Exception):
    """The text is no XML that is read here. The message says why, and repeats nothing."""


def parsed(text: bytes) -> Element:
    """The root of a document. Raises Unreadable."""
    _refuse_what_may_hide(text)
    try:
        root = etree.fromstring(text, parser())
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("it is not well-formed XML") from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable("it has a document type")
    _refuse_what_readers_see_differently(root)
    return root


def parser() -> Any:
    """A parser that fetches nothing, expands nothing and believes no declared encoding."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
    )


def written(element: Element) -> bytes:
    """An element as a document of its own, with the namespaces it is in."""
    text: bytes = etree.tostring(element, with_tail=False)
    return text


def named(element: Element, name: str) -> list[Element]:
    """The children with a name in Clark's notation: `{namespace}local`."""
    return [child for child in element if child.tag == name]


def everywhere(element: Element, name: str) -> list[Element]:
    """The elements with a name anywhere in the document, the root itself among them."""
    return list(element.iter(name))


def only(element: Element, name: str) -> Element | None:
    """The one child with a name; None where there is none, or more than one."""
    found = named(element, name)
    return found[0] if len(found) == 1 else None


def text_of(element: Element | None) -> str:
    """All the text in an element without children; empty for one that has any, or is missing."""
    if element is None or len(element):
        return ""
    return (element.text or "").strip()


def _refuse_what_may_hide(text: bytes) -> None:
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("it is not in UTF-8") from None
    declared = _ENCODING.match(decoded.lstrip("\ufeff \t\r\n"))
    if declared and declared[1].lower() not in ("utf-8", "us-ascii"):
        raise Unreadable("it says that it is not in UTF-8")
    if "<!DOCTYPE" in decoded or "<!ENTITY" in decoded:
        raise Unreadable("it has a document type")


def _refuse_what_readers_see_differently(root: Element) -> None:
    for node, depth in _walked(root):
        if depth > MAX_DEPTH:
            raise Unreadable("it is nested too deeply")
        if not isinstance(node.tag, str):
            raise Unreadable("it has comments or processing instructions")


def _walked(root: Element) -> Iterator[tuple[Element, int]]:
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in node]
