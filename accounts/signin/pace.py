"""How fast programs may ask: a key, and an account, have so many requests a second.

Every process counts for itself, so that counting asks nobody: where several answer, a caller may
have as many times its share. Only proven callers are counted, so nobody can spend another's share.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from time import monotonic

from django.conf import settings

from iamconsole.errors import Throttling

SECONDS_SAVED = 2
_MOST_BUCKETS = 20_000


class Buckets:
    """What each subject may still ask: it fills with time, up to what is saved in quiet seconds."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, subject: str, a_second: int) -> bool:
        """Take one request out of the subject's bucket; False where it is empty."""
        now = monotonic()
        full = a_second * SECONDS_SAVED
        with self._lock:
            left, since = self._buckets.pop(subject, (full, now))
            left = min(full, left + (now - since) * a_second)
            is_within = left >= 1
            self._buckets[subject] = (left - is_within, now)
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return is_within


_buckets = Buckets()


def refuse_haste(key_id: str, account_id: str) -> None:
    """Raise Throttling for a key, or an account, that asks faster than it may."""
    limits = (
        (key_id, settings.KEY_REQUESTS_A_SECOND),
        (account_id, settings.ACCOUNT_REQUESTS_A_SECOND),
    )
    for subject, a_second in limits:
        if a_second and not _buckets.take(subject, a_second):
            raise Throttling("Rate exceeded")
