"""In the trail: that somebody is made to wait. Once in a while for each user, whoever goes on.

Those who guess never stop because they are refused, and must not fill the history with that.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils.timezone import now

from accounts import trail
from accounts.models import User
from accounts.signin.throttle import TooManyTries
from iamconsole.caller import Origin

EVERY = timedelta(minutes=10)
_MOST_KEPT = 10_000
_told: OrderedDict[str, datetime] = OrderedDict()
_lock = threading.Lock()


@contextmanager
def written_down(account_id: str, user: User | None, origin: Origin) -> Iterator[None]:
    """Write down a TooManyTries that comes out of what is inside, and let it pass.

    Each process does so every ten minutes for a user, and for all names nobody has together.
    """
    try:
        yield
    except TooManyTries as refusal:
        if account_id and _is_due(f"{account_id}/{user.user_id if user else ''}"):
            trail.record_sign_in(origin, account_id, user, failure=refusal)
        raise


def _is_due(subject: str) -> bool:
    moment = now()
    with _lock:
        last = _told.pop(subject, None)
        is_due = last is None or abs(moment - last) >= EVERY
        _told[subject] = moment if is_due or last is None else last
        if len(_told) > _MOST_KEPT:
            _told.popitem(last=False)
    return is_due
