"""Tags, which things of every kind carry alike."""

from __future__ import annotations

from typing import Any

from accounts import rules
from accounts.names import Tag
from accounts.shapes import TagsResult, tags_of
from iamconsole.caller import Call
from iamconsole.paging import computed_page


def tag(row: Any, tags: tuple[Tag, ...]) -> None:
    """Add tags to a thing, or change the values of those it has."""
    held = rules.locked(row)
    held.tags = rules.merged_tags(held.tags, tags)
    held.save(update_fields=["tags"])


def untag(row: Any, tag_keys: tuple[str, ...]) -> None:
    """Remove tags from a thing. Keys it does not have are passed over."""
    held = rules.locked(row)
    held.tags = rules.without_tags(held.tags, tag_keys)
    held.save(update_fields=["tags"])


def tags_page(call: Call[Any]) -> TagsResult:
    """The page of its target's tags that a call asks for, in the order of their keys."""
    found = computed_page(call, tags_of(call.target.tags))
    return TagsResult(tags=found.items, is_truncated=found.is_truncated, marker=found.marker)
