"""When credentials were last used: noted in passing, written down in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.conf import settings
from django.db.models import Q

from accounts.models import AccessKey, Role
from iamconsole.batch import Batch


@dataclass(frozen=True)
class KeyUse:
    """One use of an access key: when, and for which service in which region."""

    key_id: str
    moment: datetime
    service: str
    region: str


@dataclass(frozen=True)
class RoleUse:
    """One use of a role, by any of its sessions."""

    role_id: str
    moment: datetime
    region: str


def key_used(key_id: str, moment: datetime, service: str, region: str) -> None:
    """Note that a key signed a request."""
    _key_uses.add(KeyUse(key_id, moment, service, region))


def role_used(role_id: str, moment: datetime, region: str) -> None:
    """Note that a session of a role signed a request."""
    _role_uses.add(RoleUse(role_id, moment, region))


def flush() -> None:
    """Write the uses that are still waiting."""
    _key_uses.flush()
    _role_uses.flush()


def _store_of_keys(uses: Sequence[KeyUse]) -> None:
    """Keep the latest use of each key. Another process may have stored a later one already."""
    latest = {use.key_id: use for use in sorted(uses, key=attrgetter("moment"))}
    for use in latest.values():
        AccessKey.objects.filter(_used_before(use.moment), key_id=use.key_id).update(
            last_used=use.moment, last_used_service=use.service, last_used_region=use.region
        )


def _store_of_roles(uses: Sequence[RoleUse]) -> None:
    latest = {use.role_id: use for use in sorted(uses, key=attrgetter("moment"))}
    for use in latest.values():
        Role.objects.filter(_used_before(use.moment), role_id=use.role_id).update(
            last_used=use.moment, last_used_region=use.region
        )


def _used_before(moment: datetime) -> Q:
    return Q(last_used=None) | Q(last_used__lt=moment)


_key_uses: Batch[KeyUse] = Batch(_store_of_keys, size=2000, seconds=settings.BATCH_SECONDS)
_role_uses: Batch[RoleUse] = Batch(_store_of_roles, size=2000, seconds=settings.BATCH_SECONDS)
