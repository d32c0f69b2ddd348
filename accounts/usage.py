"""When credentials and rights were last used: noted in passing, written down in batches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

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
    quoted, table = connection.ops.quote_name, connection.ops.quote_name(LastUse._meta.db_table)
    columns = ", ".join(map(quoted, _COLUMNS))
    unique = ", ".join(map(quoted, _COLUMNS[:5]))
    time, region = quoted("time"), quoted("region")
    rows, values = _sent([_row(use) for use in uses])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) {rows} ON CONFLICT ({unique}) DO UPDATE "
            f"SET {time} = excluded.{time}, {region} = excluded.{region} "
            f"WHERE {table}.{time} < excluded.{time}",
            values,
        )


def _row(use: ActionUse) -> tuple[object, ...]:
    (account_id, principal_id, action, is_refused), time, region = use
    service, _, name = action.partition(":")
    stored = connection.ops.adapt_datetimefield_value(time)
    return account_id, principal_id, service, name, is_refused, stored, region


def _sent(rows: Sequence[tuple[object, ...]]) -> tuple[str, list[Any]]:
    """Rows as SQL and its parameters.

    To PostgreSQL they go as one text of JSON: to quote thousands of parameters takes longer than
    to store them.
    """
    if connection.vendor == "postgresql":
        types = ", ".join(
            f"{connection.ops.quote_name(field.attname)} {field.db_type(connection)}"
            for field in LastUse._meta.concrete_fields
            if field.attname in _COLUMNS
        )
        columns = ", ".join(map(connection.ops.quote_name, _COLUMNS))
        named = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        sent = json.dumps(named, default=str)
        return f"SELECT {columns} FROM json_to_recordset(%s) AS sent({types})", [sent]  # noqa: S608  # our own names only
    row = f"({', '.join(['%s'] * len(_COLUMNS))})"
    return f"VALUES {', '.join([row] * len(rows))}", [*chain.from_iterable(rows)]


_key_uses: Batch[KeyUse] = Batch(_store_keys, size=2000, seconds=settings.BATCH_SECONDS)
_role_uses: Batch[RoleUse] = Batch(_store_roles, size=2000, seconds=settings.BATCH_SECONDS)
_action_uses: Batch[ActionUse] = Batch(store_actions, size=2000, seconds=settings.BATCH_SECONDS)
