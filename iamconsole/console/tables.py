"""The list machine: what a table shows, and its state, which is all in the address.

A page declares a `TableSpec` once, reads the `TableState` from the request, asks one operation for
the rows with it, and hands both to `Table`, which `components/table.html` draws. Operations count
no further than `MOST_COUNTED`, and nobody leafs further either, so a long list costs no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.signin.table_views import NO_LIKING, Liking, liking_of
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.paging import MOST_COUNTED

Row = TypeVar("Row")

SIZES = (25, 50, 100, 200)
DEFAULT_SIZE = 50
SEARCH_LIMIT = 200
FILTER_LIMIT = 2048


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """A column: `value` of a row is what is exported, `cell` what is shown where that differs."""

    name: str
    title: Words
    value: Callable[[Row], Any]
    cell: Callable[[Row], str] | None = None
    is_sorted: bool = False
    is_chosen: bool = True


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A filter: its name in the address and the values it may have, with their words.

    Without choices it takes any text, such as the `hint`, or a day. `absent` is what holds while
    none of them is chosen, where that is not everything.
    """

    name: str
    title: Words
    choices: Sequence[tuple[str, Words]] = ()
    absent: Words = ""
    hint: Words = ""
    is_day: bool = False

    def words_of(self, value: str) -> Words:
        return dict(self.choices).get(value, value)

    def takes(self, value: str) -> bool:
        if self.is_day:
            return _is_day(value)
        if not self.choices:
            return 0 < len(value) <= FILTER_LIMIT
        return value in dict(self.choices)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that can be done with selected rows: a button that leads to its page."""

    title: Words
    url: Words
    is_danger: bool = False


@dataclass(frozen=True)
class SavedView:
    """A way to narrow a list: its words, and the filters, with a search if it has one."""

    title: Words
    filters: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TableSpec(Generic[Row]):
    """What a list has. `counted` says a number of rows in words.

    How somebody likes a list that `is_remembered` shown is kept with them, on every device. `views`
    are ways to narrow it that are asked for so often that each has a link.
    """

    name: str
    caption: Words
    columns: Sequence[Column[Row]]
    counted: Callable[[int], str]
    sort: str = ""
    filters: Sequence[Filter] = ()
    search: Words = ""
    key: Callable[[Row], str] | None = None
    is_remembered: bool = False
    views: Sequence[SavedView] = ()

    def state(self, request: HttpRequest) -> TableState:
        """The state in the request's address. What makes no sense there counts as absent."""
        return _read(self, request)

    def narrowing(self, text: str) -> dict[str, str]:
        """What a search operation takes to find all that an address's query narrows the list to."""
        asked = QueryDict(text)
        found = {f.name: asked[f.name] for f in self.filters if f.takes(asked.get(f.name, ""))}
        return {"search": asked.get("q", "").strip()[:SEARCH_LIMIT]} | found

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.is_chosen)


@dataclass(frozen=True, kw_only=True)
class TableState:
    """Everything that decides which rows are shown, and how."""

    spec: TableSpec[Any]
    path: str
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    size: int = DEFAULT_SIZE
    columns: tuple[str, ...] = ()
    liking: Liking = NO_LIKING

    def params(self) -> dict[str, Any]:
        """What a search operation takes: search, sort, page_number, page_size, filters by name."""
        asked = {"search": self.search, "sort": self.sort, **self.filters}
        return {name: value for name, value in asked.items() if value} | {
            "page_number": self.page,
            "page_size": self.size,
        }

    def query(self) -> dict[str, str]:
        """The address's parameters, without those that say what would hold anyway."""
        spoken = {
            "q": self.search,
            **self.filters,
            "sort": "" if self.sort == self.spec.sort else self.sort,
            "page": "" if self.page == 1 else str(self.page),
            "size": "" if self._is_plain_size else str(self.size),
            "columns": "" if self._has_plain_columns else ",".join(self.columns),
        }
        return {name: value for name, value in spoken.items() if value}

    @property
    def _is_plain_size(self) -> bool:
        """Whether any reader sees so many rows, whatever they like, without being told to."""
        return self.size == DEFAULT_SIZE and self.liking.page_size in (None, DEFAULT_SIZE)

    @property
    def _has_plain_columns(self) -> bool:
        own = self.spec.chosen
        return self.columns == own and self.liking.columns in ((), own)

    def url(self, **changes: Any) -> str:
        """The address of this list with something changed; a change of rows starts at page one."""
        query = urlencode(replace(self, **{"page": 1} | changes).query())
        return f"{self.path}?{query}" if query else self.path

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.filters)

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")


def _read(spec: TableSpec[Any], request: HttpRequest) -> TableState:
    asked = request.GET
    liking = _liking(spec, request)
    offered = [column.name for column in spec.columns]
    wanted = asked.getlist("column") or asked.get("columns", "").split(",")
    columns = tuple(name for name in wanted if name in offered)
    usual = _one_of(SIZES, liking.page_size or 0, DEFAULT_SIZE)
    size = _one_of(SIZES, _number(asked.get("size", "")), usual)
    return TableState(
        spec=spec,
        path=request.path,
        search=asked.get("q", "").strip()[:SEARCH_LIMIT],
        filters={f.name: asked[f.name] for f in spec.filters if f.takes(asked.get(f.name, ""))},
        sort=_sort(spec, asked.get("sort", "")),
        page=_one_of(range(1, MOST_COUNTED // size + 1), _number(asked.get("page", "")), 1),
        size=size,
        columns=columns or liking.columns or spec.chosen,
        liking=liking,
    )


def _liking(spec: TableSpec[Any], request: HttpRequest) -> Liking:
    """How the reader likes the list shown; columns there are none of any more are left out."""
    caller: Caller | None = getattr(request, "caller", None)
    if caller is None or not spec.is_remembered:
        return NO_LIKING
    kept = liking_of(caller, spec.name)
    offered = {column.name for column in spec.columns}
    return replace(kept, columns=tuple(name for name in kept.columns if name in offered))


def _sort(spec: TableSpec[Any], asked: str) -> str:
    sorted_columns = {column.name for column in spec.columns if column.is_sorted}
    return asked if asked.removeprefix("-") in sorted_columns else spec.sort


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _one_of(known: Sequence[int], number: int, default: int) -> int:
    return number if number in known else default


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
