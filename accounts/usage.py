"""When credentials were last used: noted in passing, written down in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from accounts.models import AccessKey
from iamconsole.batch import Batch


@dataclass(frozen=True)
class KeyUse:
    """One use of an access key: when, and for which service in which region."""

    key_id: str
    moment: datetime
    service: str
    region: str


def key_used(key_id: str, moment: datetime, service: str, region: str) -> None:
    """Note that a key signed a request."""
    _key_uses.add(KeyUse(key_id, moment, service, region))


def flush() -> None:
    """Write the uses that are still waiting."""
    _key_uses.flush()


def _store(uses: Sequence[KeyUse]) -> None:
    """Keep the latest use of each key. Another process may have stored a later one already."""
    latest = {use.key_id: use for use in sorted(uses, key=lambda use: use.moment)}
    for use in latest.values():
        earlier = Q(last_used=None) | Q(last_used__lt=use.moment)
        AccessKey.objects.filter(earlier, key_id=use.key_id).update(
            last_used=use.moment, last_used_service=use.service, last_used_region=use.region
        )


_key_uses: Batch[KeyUse] = Batch(_store, size=2000, seconds=settings.BATCH_SECONDS)
