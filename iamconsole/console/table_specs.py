"""What a list has, and how an address and a reader's habits choose what of it is shown.

A page declares a `TableSpec` once and reads a `TableState` from each request. All of the state is
in the address; how somebody likes a list holds where the address says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from accounts.signin.table_views import NO_LIKING, Liking, liking_of
from iamconsole.caller import Caller
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
