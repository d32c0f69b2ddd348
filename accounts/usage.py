"""When credentials and rights were last used: noted in passing, written down in batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from accounts.models import AccessKey, Account, LastUse, Role
from iamconsole.batch import Batch
from iamconsole.caller import Caller, CallerKind

_ROWS_A_STATEMENT = 1_000
_TRIES = 3
_WITHOUT_RIGHTS = (CallerKind.SERVICE, CallerKind.PROVIDER)
_COLUMNS = ("account_id", "principal_id", "service", "action", "is_refused", "time", "region")


class KeyUse(NamedTuple):
    """One use of an access key: when, and for which service in which region."""

    key_id: str
    moment: datetime
    service: str
    region: str


class RoleUse(NamedTuple):
    """One use of a role, by any of its sessions."""

    role_id: str
    moment: datetime
    region: str


# Plain tuples, for every call makes them: who asked (its account and unique id) for which action,
# and whether policies refused it; that, when and in which region.
Attempt = tuple[str, str, str, bool]
ActionUse = tuple[Attempt, datetime, str]


def key_used(key_id: str, moment: datetime, service: str, region: str) -> None:
    """Note that a key signed a request."""
    _key_uses.add(KeyUse(key_id, moment, service, region))


def role_used(role_id: str, moment: datetime, region: str) -> None:
    """Note that a session of a role signed a request."""
    _role_uses.add(RoleUse(role_id, moment, region))


def action_used(caller: Caller, action: str, *, is_refused: bool) -> None:
    """Note that policies were asked about an action. Jobs of ours and providers have no rights."""
    if caller.kind in _WITHOUT_RIGHTS:
        return
    attempt = (caller.account_id, caller.holder_id, action, is_refused)
    _action_uses.add((attempt, datetime.now(UTC), caller.origin.region))


def flush() -> None:
    """Write the uses that are still waiting."""
    _key_uses.flush()
    _role_uses.flush()
    _action_uses.flush()


@transaction.atomic
def _store_keys(uses: Sequence[KeyUse]) -> None:
    """Keep the latest use of each key. Another process may have stored a later one already."""
    latest = {use.key_id: use for use in sorted(uses, key=attrgetter("moment"))}
    for _, use in sorted(latest.items()):
        AccessKey.objects.filter(_used_before(use.moment), key_id=use.key_id).update(
            last_used=use.moment, last_used_service=use.service, last_used_region=use.region
        )


@transaction.atomic
def _store_roles(uses: Sequence[RoleUse]) -> None:
    latest = {use.role_id: use for use in sorted(uses, key=attrgetter("moment"))}
    for _, use in sorted(latest.items()):
        Role.objects.filter(_used_before(use.moment), role_id=use.role_id).update(
            last_used=use.moment, last_used_region=use.region
        )


def _used_before(moment: datetime) -> Q:
    return Q(last_used=None) | Q(last_used__lt=moment)


def store_actions(uses: Sequence[ActionUse]) -> None:
    """Keep the latest of the same attempts. Storing them twice, in any order, changes nothing.

    What an account did that is closed meanwhile is left out, and nothing else with it.
    """
    for _ in range(_TRIES - 1):
        try:
            return _store_of_open_accounts(uses)
        except IntegrityError:
            continue  # An account was closed between the look and the writing.
    return _store_of_open_accounts(uses)


@transaction.atomic
def _store_of_open_accounts(uses: Sequence[ActionUse]) -> None:
    latest = {use[0]: use for use in sorted(uses, key=itemgetter(1))}
    owners = {account_id for account_id, *_ in latest}
    # An account may have been closed since, by the very call that is noted.
    left = set(Account.objects.filter(id__in=owners).values_list("id", flat=True))
    # In one order everywhere, so that processes wait for one another in no circle.
    kept = [latest[attempt] for attempt in sorted(latest) if attempt[0] in left]
    for first in range(0, len(kept), _ROWS_A_STATEMENT):
        _upsert(kept[first : first + _ROWS_A_STATEMENT])


def _upsert(uses: Sequence[ActionUse]) -> None:
    """Store attempts by one statement, which leaves alone what is there of a later time."""
    quoted, meta = connection.ops.quote_name, LastUse._meta
    table = quoted(meta.db_table)
    columns = ", ".join(map(quoted, _COLUMNS))
    unique = ", ".join(map(quoted, _COLUMNS[:5]))
    time, region = quoted("time"), quoted("region")
    row = f"({', '.join(['%s'] * len(_COLUMNS))})"
    moment = meta.get_field("time")
    values = [
        value
        for (account_id, principal_id, action, is_refused), time_of_use, used_region in uses
        for value in (
            account_id,
            principal_id,
            *_service_and_name(action),
            is_refused,
            moment.get_db_prep_value(time_of_use, connection),
            used_region,
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) "  # noqa: S608  # our own names only
            f"VALUES {', '.join([row] * len(uses))} ON CONFLICT ({unique}) DO UPDATE "
            f"SET {time} = excluded.{time}, {region} = excluded.{region} "
            f"WHERE {table}.{time} < excluded.{time}",
            values,
        )


def _service_and_name(action: str) -> tuple[str, str]:
    service, _, name = action.partition(":")
    return service, name


_key_uses: Batch[KeyUse] = Batch(_store_keys, size=2000, seconds=settings.BATCH_SECONDS)
_role_uses: Batch[RoleUse] = Batch(_store_roles, size=2000, seconds=settings.BATCH_SECONDS)
_action_uses: Batch[ActionUse] = Batch(store_actions, size=2000, seconds=settings.BATCH_SECONDS)
