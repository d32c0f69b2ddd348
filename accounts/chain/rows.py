"""Events as the bytes they were written as, read from the database without making objects of them.

One expression puts a row's columns together, so that a million events are checked in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from accounts.chain.bodies import DOCUMENTS, SEPARATOR, TEXTS, VERSION, is_whole
from accounts.models import Event
from iamconsole.notary import is_marked

_TABLE = Event._meta.db_table
_AT_ONCE = 5_000


class Row(NamedTuple):
    """An event's row: its mark, and the bytes of all that it says."""

    id: int
    mark: bytes
    body: bytes

    @property
    def is_ours(self) -> bool:
        """Whether its mark proves that we wrote it as it is."""
        return is_whole(self.body) and is_marked(self.body, self.mark.decode("utf-8", "replace"))


def between(account_id: str, above: int, up_to: int) -> Iterator[Row]:
    """An account's rows with ids above the one and up to the other, in order."""
    where = "account_id = %s AND id > %s AND id <= %s"
    return _rows(f"WHERE {where} ORDER BY id", [account_id, above, up_to])


def behind(account_id: str, above: int) -> Iterator[Row]:
    """An account's rows with ids above that one, in order."""
    return _rows("WHERE account_id = %s AND id > %s ORDER BY id", [account_id, above])


def of(ids: Sequence[int]) -> Iterator[Row]:
    """The rows with these ids, in order, as far as they are there."""
    for first in range(0, len(ids), _AT_ONCE):
        some = list(ids[first : first + _AT_ONCE])
        marks = ", ".join(["%s"] * len(some))
        yield from _rows(f"WHERE id IN ({marks}) ORDER BY id", some)


def _rows(tail: str, values: list[Any]) -> Iterator[Row]:
    body = _BODIES[connection.vendor]
    with connection.cursor() as cursor:
        # No name or value of anybody's is in the text.
        cursor.execute(f"SELECT id, {body} FROM {_TABLE} {tail}", values)  # noqa: S608
        while found := cursor.fetchmany(_AT_ONCE):
            for row_id, mark, said in found:
                yield Row(row_id, _bytes(mark), _bytes(said))


def _bytes(said: str | bytes) -> bytes:
    return said.encode() if isinstance(said, str) else said


def _expression(separator: str, event_id: str, time: str, is_read: str, number: str) -> str:
    columns = (f"'{VERSION}'", event_id, time, is_read, number, *TEXTS, *DOCUMENTS)
    return f" || {separator} || ".join(columns)


_SQLITE = _expression(
    f"char({ord(SEPARATOR)})",
    "event_id",
    "CASE WHEN length(time) = 19 THEN time || '.000000' ELSE time END",
    "is_read",
    "duration_us",
)
_POSTGRESQL = _expression(
    f"chr({ord(SEPARATOR)})",
    "replace(event_id::text, '-', '')",
    "to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "CASE WHEN is_read THEN '1' ELSE '0' END",
    "duration_us::text",
)
# Bytes, so that a row that is no text any more is read all the same.
_BODIES = {
    "sqlite": f"CAST(mark AS BLOB), CAST({_SQLITE} AS BLOB)",
    "postgresql": f"mark, {_POSTGRESQL}",
}
