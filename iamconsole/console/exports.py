"""Lists as files: all rows that match, with the columns that were chosen."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpResponse

from iamconsole.console.table_specs import SIZES, TableSpec, TableState

Row = TypeVar("Row")
Fetch = Callable[[Mapping[str, Any]], Sequence[Row]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(
    spec: TableSpec[Row], state: TableState, fetch: Fetch[Row], file_name: str
) -> HttpResponse:
    """A file of every row that `fetch` finds, page after page, as far as lists can be paged."""
    by_name = {column.name: column for column in spec.columns}
    columns = [by_name[name] for name in state.columns]
    first = _page(state, 1, fetch)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    file = csv.writer(response)
    file.writerow([_plain(column.title) for column in columns])
    for row in _all(state, first, fetch):
        file.writerow([_plain(column.value(row)) for column in columns])
    return response


def safe_cell(text: str) -> str:
    """A text that no spreadsheet computes."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _all(state: TableState, first: Sequence[Row], fetch: Fetch[Row]) -> Iterator[Row]:
    rows, number = first, 1
    while rows:
        yield from rows
        if len(rows) < SIZES[-1]:
            return
        number += 1
        rows = _page(state, number, fetch)


def _page(state: TableState, number: int, fetch: Fetch[Row]) -> Sequence[Row]:
    return fetch(replace(state, page=number, size=SIZES[-1]).params())


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else safe_cell(str(value))
