"""Background jobs about policies."""

from __future__ import annotations

from datetime import timedelta

from iamconsole.jobs import job
from policies import access


@job(every=timedelta(hours=1), due=access.old_uses)
def forget_old_uses() -> int:
    """Delete what was last used more than 400 days ago."""
    return access.old_uses().delete()[0]
