"""What the Security Token Service gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CallerIdentityResult:
    """Who the caller is, as the directory sees it."""

    user_id: str
    account: str
    arn: str
