"""What a permissions boundary would cut, before it is set, and what comes back without it."""

from __future__ import annotations

from iamconsole.doors import ConsoleRequest
from policies.console.access_changes import Preview, preview


def previews(request: ConsoleRequest, arn: str, *, is_bounded: bool) -> dict[str, Preview | str]:
    """What the boundary looked at would cut now, and what comes back without the present one."""
    asked = request.GET.get("permissions_boundary", "").strip()
    found: dict[str, Preview | str] = {"asked": asked}
    if asked:
        found["preview"] = preview(request.caller, arn, permissions_boundary=asked)
    if is_bounded:
        found["without"] = preview(request.caller, arn, is_unbounded=True)
    return found
