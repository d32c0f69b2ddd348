"""A list as it is drawn: what `components/table.html` shows of the rows of one request.

A page asks one operation for the rows with its `TableState`, and hands both to `Table`. Operations
count no further than `MOST_COUNTED`, and nobody leafs further either, so a long list costs no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Generic
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.table_specs import (
    SIZES,
    Act,
    Column,
    Filter,
    Row,
    SavedView,
    TableSpec,
    TableState,
)


@dataclass(frozen=True)
class Heading:
    """A column's head: where its sort link leads and how the column is sorted now."""

    title: Words
    url: str
    direction: str

    @property
    def icon(self) -> str:
        return {"ascending": "arrow-up", "descending": "arrow-down"}.get(self.direction, "")


@dataclass(frozen=True)
class Token:
    """A filter in force, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True)
class Cell:
    """One value of a row with the title it has on small screens."""

    title: Words
    html: SafeString
    is_first: bool


@dataclass(frozen=True)
class Line:
    """A row as it is drawn."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Table(Generic[Row]):
    """A list as one request sees it. `count` rows match, or more where `is_more`; `total` exist.

    `export_path` is where the same list is to be had as a file. With `acts_on_all`, acts are also
    offered for everything that matches, and get the narrowing instead of a selection.
    """

    state: TableState
    rows: Sequence[Row]
    count: int
    is_more: bool = False
    total: int | None = None
    acts: Sequence[Act] = ()
    is_paged: bool = True
    export_path: str = ""
    acts_on_all: bool = False

    @property
    def spec(self) -> TableSpec[Row]:
        return self.state.spec

    @property
    def id(self) -> str:
        return f"table-{self.spec.name}"

    @cached_property
    def columns(self) -> tuple[Column[Row], ...]:
        by_name = {column.name: column for column in self.spec.columns}
        return tuple(by_name[name] for name in self.state.columns)

    @property
    def headings(self) -> Iterable[Heading]:
        return (self._heading(column) for column in self.columns)

    def _heading(self, column: Column[Row]) -> Heading:
        if not column.is_sorted:
            return Heading(column.title, "", "")
        if self.state.sort.removeprefix("-") != column.name:
            return Heading(column.title, self.state.url(sort=column.name), "none")
        if self.state.is_descending:
            return Heading(column.title, self.state.url(sort=column.name), "descending")
        return Heading(column.title, self.state.url(sort=f"-{column.name}"), "ascending")

    @property
    def lines(self) -> Iterable[Line]:
        return (self._line(row) for row in self.rows)

    def _line(self, row: Row) -> Line:
        drawn = (
            Cell(column.title, shown(column, row), position == 0)
            for position, column in enumerate(self.columns)
        )
        return Line(self.spec.key(row) if self.spec.key else "", tuple(drawn))

    @property
    def tokens(self) -> tuple[Token, ...]:
        by_name = {f.name: f for f in self.spec.filters}
        return tuple(
            Token(f"{by_name[name].title}: {by_name[name].words_of(value)}", self._without(name))
            for name, value in self.state.filters.items()
        )

    def _without(self, name: str) -> str:
        rest = {n: v for n, v in self.state.filters.items() if n != name}
        return self.state.url(filters=rest)

    @property
    def hidden_query(self) -> dict[str, str]:
        """What the search form keeps of the state."""
        return {n: v for n, v in self.state.query().items() if n not in ("q", "page")}

    @property
    def column_query(self) -> dict[str, str]:
        """What the column chooser keeps of the state."""
        return {n: v for n, v in self.state.query().items() if n not in ("columns", "page")}

    @property
    def filter_query(self) -> dict[str, str]:
        """What the filter chooser keeps of the state."""
        names = {f.name for f in self.spec.filters} | {"page"}
        return {n: v for n, v in self.state.query().items() if n not in names}

    @property
    def count_words(self) -> str:
        """`1,540 of 5,000 users` where the list is narrowed and its whole is known."""
        if self.state.is_narrowed and self.total is not None:
            total = self.spec.counted(self.total) % {"count": cells.number(self.total)}
            return _("%(matching)s of %(total)s") % {"matching": self._matching, "total": total}
        return self.spec.counted(self.count) % {"count": self._matching}

    @property
    def _matching(self) -> str:
        number = cells.number(self.count)
        return _("%(count)s+") % {"count": number} if self.is_more else number

    @property
    def clear_url(self) -> str:
        return self.state.url(search="", filters={})

    @property
    def is_past_the_end(self) -> bool:
        return not self.rows and self.state.page > 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.state.size))

    @property
    def export(self) -> str:
        """The address of the file, narrowed as the list is."""
        query = urlencode(replace(self.state, page=1).query())
        return f"{self.export_path}?{query}" if query and self.export_path else self.export_path

    @property
    def range_words(self) -> str:
        start = (self.state.page - 1) * self.state.size
        return _("%(first)s–%(last)s of %(matching)s") % {
            "first": cells.number(start + 1),
            "last": cells.number(start + len(self.rows)),
            "matching": self._matching,
        }

    @property
    def page_words(self) -> str:
        return _("Page %(page)s of %(pages)s") % {
            "page": cells.number(self.state.page),
            "pages": cells.number(self.pages),
        }

    @property
    def previous_url(self) -> str:
        return self.state.url(page=self.state.page - 1) if self.state.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.state.url(page=self.state.page + 1) if self.state.page < self.pages else ""

    @property
    def is_cut(self) -> bool:
        """Whether rows match beyond those that can be paged to."""
        return self.is_more and self.state.page >= self.pages

    @property
    def sizes(self) -> Iterable[tuple[int, str, bool]]:
        return ((n, self.state.url(size=n), n == self.state.size) for n in SIZES)

    @property
    def column_choices(self) -> Iterable[tuple[str, Words, bool]]:
        """Those that are shown, in their order, and then the others."""
        shown = self.state.columns
        others = (column for column in self.spec.columns if column.name not in shown)
        return ((c.name, c.title, c.name in shown) for c in (*self.columns, *others))

    @property
    def home(self) -> str:
        """The address of these rows, without a word on how they are shown."""
        query = {
            n: v for n, v in self.state.query().items() if n not in ("columns", "size", "page")
        }
        return f"{self.state.path}?{urlencode(query)}" if query else self.state.path

    @property
    def everything(self) -> str:
        """What an act takes in place of a selection: the narrowing, as the address says it."""
        asked = {"q": self.state.search, **self.state.filters, "sort": self.state.sort}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def takes_everything(self) -> bool:
        """Whether acts take all that match: where they say so, and more match than are shown."""
        return self.acts_on_all and self.count > len(self.rows)

    @property
    def matching_words(self) -> str:
        return self.spec.counted(self.count) % {"count": self._matching}

    @property
    def saved_views(self) -> Iterable[tuple[Words, str, bool]]:
        """Each with its words and address, and whether it is the one shown."""
        return (
            (view.title, self.state.url(search="", filters=view.filters), self._is_view(view))
            for view in self.spec.views
        )

    def _is_view(self, view: SavedView) -> bool:
        return dict(self.state.filters) == dict(view.filters) and not self.state.search

    @property
    def filter_choices(self) -> Iterable[tuple[Filter, str]]:
        return ((f, self.state.filters.get(f.name, "")) for f in self.spec.filters)


def whole(
    spec: TableSpec[Row], request: HttpRequest, rows: Sequence[Row], acts: Sequence[Act] = ()
) -> Table[Row]:
    """A table of all there is: members of a group, versions of a policy. It has no pages."""
    state = replace(spec.state(request), search="", filters={}, page=1)
    in_order = _sorted(spec, state, rows)
    return Table(state=state, rows=in_order, count=len(rows), acts=acts, is_paged=False)


def _sorted(spec: TableSpec[Row], state: TableState, rows: Sequence[Row]) -> Sequence[Row]:
    if not state.sort:
        return rows
    by = next(column for column in spec.columns if column.name == state.sort.removeprefix("-"))
    known = [row for row in rows if by.value(row) is not None]
    known.sort(key=by.value, reverse=state.is_descending)
    return [*known, *(row for row in rows if by.value(row) is None)]


def shown(column: Column[Row], row: Row) -> SafeString:
    """A cell's markup: the column's own, or what suits the kind of value."""
    if column.cell is not None:
        return conditional_escape(column.cell(row))
    value = column.value(row)
    if value is None or value == "":
        return cells.none()
    if isinstance(value, datetime):
        return cells.ago(value)
    if isinstance(value, int):
        return conditional_escape(cells.number(value))
    return conditional_escape(value)
