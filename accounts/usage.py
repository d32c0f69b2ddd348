"""When credentials and rights were last used: noted in passing, written down in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import now

from accounts.models import AccessKey, Account, LastUse, Role
from iamconsole.batch import Batch
from iamconsole.caller import Caller, CallerKind


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


@dataclass(frozen=True, order=True)
class Attempt:
    """An action that a principal asked for, and whether policies refused it."""

    account_id: str
    principal_id: str
    service: str
    action: str
    is_refused: bool


@dataclass(frozen=True)
class ActionUse:
    """One attempt: when, and in which region."""

    attempt: Attempt
    moment: datetime
    region: str


def key_used(key_id: str, moment: datetime, service: str, region: str) -> None:
    """Note that a key signed a request."""
    _key_uses.add(KeyUse(key_id, moment, service, region))


def role_used(role_id: str, moment: datetime, region: str) -> None:
    """Note that a session of a role signed a request."""
    _role_uses.add(RoleUse(role_id, moment, region))


def action_used(caller: Caller, action: str, *, is_refused: bool) -> None:
    """Note that policies were asked about an action. Jobs of ours and providers have no rights."""
    if caller.kind in (CallerKind.SERVICE, CallerKind.PROVIDER):
        return
    service, _, name = action.partition(":")
    attempt = Attempt(caller.account_id, caller.holder_id, service, name, is_refused)
    _action_uses.add(ActionUse(attempt, now(), caller.origin.region))


def flush() -> None:
    """Write the uses that are still waiting."""
    _key_uses.flush()
    _role_uses.flush()
    _action_uses.flush()


def _store_keys(uses: Sequence[KeyUse]) -> None:
    """Keep the latest use of each key. Another process may have stored a later one already."""
    latest = {use.key_id: use for use in sorted(uses, key=attrgetter("moment"))}
    for use in latest.values():
        AccessKey.objects.filter(_used_before(use.moment), key_id=use.key_id).update(
            last_used=use.moment, last_used_service=use.service, last_used_region=use.region
        )


def _store_roles(uses: Sequence[RoleUse]) -> None:
    latest = {use.role_id: use for use in sorted(uses, key=attrgetter("moment"))}
    for use in latest.values():
        Role.objects.filter(_used_before(use.moment), role_id=use.role_id).update(
            last_used=use.moment, last_used_region=use.region
        )


def _used_before(moment: datetime) -> Q:
    return Q(last_used=None) | Q(last_used__lt=moment)


def _store_actions(uses: Sequence[ActionUse]) -> None:
    """Keep the latest of the same attempts. Storing them twice changes nothing."""
    latest = {use.attempt: use for use in sorted(uses, key=attrgetter("moment"))}
    # In one order everywhere, so that processes wait for one another in no circle.
    unknown = [latest[attempt] for attempt in sorted(latest) if not _moved_on(latest[attempt])]
    owners = {use.attempt.account_id for use in unknown}
    # An account may have been closed since, by the very call that is noted.
    left = set(Account.objects.filter(id__in=owners).values_list("id", flat=True)) if owners else ()
    LastUse.objects.bulk_create(
        [
            LastUse(**vars(use.attempt), time=use.moment, region=use.region)
            for use in unknown
            if use.attempt.account_id in left
        ],
        ignore_conflicts=True,
    )


def _moved_on(use: ActionUse) -> bool:
    """Whether an earlier attempt was there to be replaced."""
    attempt = use.attempt
    earlier = LastUse.objects.filter(
        account_id=attempt.account_id,
        principal_id=attempt.principal_id,
        service=attempt.service,
        action=attempt.action,
        is_refused=attempt.is_refused,
        time__lt=use.moment,
    )
    return bool(earlier.update(time=use.moment, region=use.region))


_key_uses: Batch[KeyUse] = Batch(_store_keys, size=2000, seconds=settings.BATCH_SECONDS)
_role_uses: Batch[RoleUse] = Batch(_store_roles, size=2000, seconds=settings.BATCH_SECONDS)
_action_uses: Batch[ActionUse] = Batch(_store_actions, size=2000, seconds=settings.BATCH_SECONDS)
