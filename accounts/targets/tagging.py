"""What tags on something new ask for."""

from __future__ import annotations

from accounts.names import Tag
from iamconsole.caller import Further


def tagging(arn: str, action: str, tags: tuple[Tag, ...]) -> tuple[Further, ...]:
    """The right to tag, which AWS asks for beside the right to make what comes with tags."""
    return (Further(arn, action),) if tags else ()
