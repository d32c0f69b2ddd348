"""How somebody likes the console's lists shown: kept with who is signed in, on every device.

It changes nothing in the directory and nothing is decided by it, so that keeping it is no
operation: whoever is signed in may, and only for themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import TableView
from iamconsole.caller import Caller
from iamconsole.fields import is_storable
from iamconsole.prepared import PreparedValues

LONGEST_NAME = 32
MOST_COLUMNS = 100
MOST = 100


@dataclass(frozen=True)
class Liking:
    """The columns somebody chose for a list, in order, and how many rows a page; or nothing."""

    columns: tuple[str, ...] = ()
    page_size: int | None = None


NO_LIKING = Liking()


def liking_of(caller: Caller, table: str) -> Liking:
    """How the caller likes a list, in one query."""
    for columns, page_size in _kept.rows(caller.account_id, caller.unique_id, table):
        return Liking(tuple(columns), page_size)
    return NO_LIKING


_kept = PreparedValues(
    lambda account_id, owner_id, table: TableView.objects.filter(
        account_id=account_id, owner_id=owner_id, table=table
    ).values_list("columns", "page_size")
)


def remember_columns(caller: Caller, table: str, columns: Sequence[str]) -> None:
    """Show these columns from now on, in this order."""
    kept = [name for name in columns if is_storable(name)]
    _remember(caller, table, {"columns": kept[:MOST_COLUMNS]})


def remember_size(caller: Caller, table: str, page_size: int) -> None:
    """Show so many rows a page from now on."""
    _remember(caller, table, {"page_size": page_size})


def _remember(caller: Caller, table: str, liked: dict[str, object]) -> None:
    kept = TableView.objects.filter(account_id=caller.account_id, owner_id=caller.unique_id)
    if kept.filter(table=table).update(**liked) or kept.count() >= MOST:
        return
    TableView.objects.update_or_create(
        account_id=caller.account_id, owner_id=caller.unique_id, table=table, defaults=liked
    )
