"""Long lists in pages: where a page ended is a signed marker, not an offset.

A marker is bound to the account, the operation and the filters it was made for (rules P-1, P-2),
and a page starts behind a key, so that its cost does not grow with what came before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import F, Model, Q, QuerySet

from iamconsole.caller import Call
from iamconsole.errors import ValidationError
from iamconsole.prepared import fetched

M = TypeVar("M", bound=Model)
T = TypeVar("T")
_NOT_FILTERS = ("marker", "max_items")
_DEFAULT_ITEMS = 100


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list, and the marker that leads to the next ones, if there are any."""

    rows: list[M]
    marker: str | None

    @property
    def is_truncated(self) -> bool:
        return self.marker is not None


def page(call: Call[Any], *parts: QuerySet[M], by: Sequence[str]) -> Page[M]:
    """The page that the call asks for of a list made of `parts`, one after the other.

    Each part is ordered by the lookups `by`, which together are unique in it; one that begins with
    a hyphen counts down. Raises ValidationError for a marker that this list did not make.
    """
    signer = _signer(call)
    first, behind = _start(signer, call.params["marker"], by)
    room: int = call.params["max_items"] + 1
    found: list[tuple[int, Any]] = []
    for index, part in enumerate(parts[first:], start=first):
        rows = part.filter(behind) if index == first else part
        keys = {f"page_key_{n}": F(lookup.lstrip("-")) for n, lookup in enumerate(by)}
        ordered = rows.annotate(**keys).order_by(*by)
        found += [(index, row) for row in fetched(ordered[: room - len(found)])]
        if len(found) == room:
            index, last = found[-2]
            key = [getattr(last, name) for name in keys]
            return Page([row for _, row in found[:-1]], signer.sign_object([index, *key]))
    return Page([row for _, row in found], None)


def _start(signer: Signer, marker: str | None, by: Sequence[str]) -> tuple[int, Q]:
    """The part a marker points into, and what the rows behind it have in common."""
    if marker is None:
        return 0, Q()
    try:
        index, *key = signer.unsign_object(marker)
    except (BadSignature, ValueError):
        raise ValidationError(f"Invalid Marker: {marker}") from None
    behind, same = Q(pk__in=()), Q()
    for lookup, value in zip(by, key, strict=True):
        name, direction = lookup.lstrip("-"), "lt" if lookup.startswith("-") else "gt"
        behind |= same & Q((f"{name}__{direction}", value))
        same &= Q((name, value))
    return index, behind


def _signer(call: Call[Any]) -> Signer:
    filters = {name: str(v) for name, v in call.params.items() if name not in _NOT_FILTERS}
    scope = [call.account_id, call.operation, filters]
    return Signer(salt="marker:" + json.dumps(scope, sort_keys=True))


@dataclass(frozen=True)
class ComputedPage(Generic[T]):
    """Some items of a list that is worked out anew for every call, and the way to the next."""

    items: tuple[T, ...]
    marker: str | None

    @property
    def is_truncated(self) -> bool:
        return self.marker is not None


def computed_page(call: Call[Any], items: Iterable[T]) -> ComputedPage[T]:
    """The page that the call asks for of items that come in the same order every time.

    Raises ValidationError for a marker that this list did not make.
    """
    signer, marker = _signer(call), call.params["marker"]
    try:
        start = signer.unsign_object(marker) if marker else 0
    except (BadSignature, ValueError):
        raise ValidationError(f"Invalid Marker: {marker}") from None
    end = start + call.params.get("max_items", _DEFAULT_ITEMS)
    found = tuple(islice(items, start, end + 1))
    is_truncated = len(found) > end - start
    return ComputedPage(found[: end - start], signer.sign_object(end) if is_truncated else None)


def marker_at(call: Call[Any], *place: str | int) -> str:
    """A marker of this list for a place that only who made it understands."""
    return _signer(call).sign_object(place)


def place_of(call: Call[Any]) -> Sequence[Any] | None:
    """The place that the call's marker stands for; None where it has none.

    Raises ValidationError for a marker that this list did not make.
    """
    marker = call.params["marker"]
    if marker is None:
        return None
    try:
        place: Sequence[Any] = _signer(call).unsign_object(marker)
    except (BadSignature, ValueError):
        raise ValidationError(f"Invalid Marker: {marker}") from None
    return place


MOST_COUNTED = 10_000
_FEW = 1_000


@dataclass(frozen=True)
class NumberedPage(Generic[M]):
    """Some rows of a list people leaf through, and how many match, counted up to a bound.

    Nothing behind that is reached by leafing, so the cost is bounded however long the list is.
    """

    rows: list[M]
    count: int
    is_more: bool


def numbered_page(
    rows: QuerySet[M], page_number: int, page_size: int, *, most: int = MOST_COUNTED
) -> NumberedPage[M]:
    """Page `page_number`, from 1, of an ordered list, counted no further than `most`."""
    start = min((page_number - 1) * page_size, most)
    room = min(page_size, most - start)
    with _planned_each_time():
        count = rows.order_by()[: most + 1].count()
        shown = _shown(rows, count, start, room) if start < count else []
    return NumberedPage(shown, min(count, most), count > most)


def _shown(rows: QuerySet[M], count: int, start: int, room: int) -> list[M]:
    if count > _FEW:
        # The rows passed over are not joined with anything: only those shown are.
        return list(rows.filter(pk__in=rows.values("pk")[start : start + room]))
    # Few among many are found as they were counted, and put in order then. To walk the order until
    # enough of them have come by takes seconds among a million.
    few = rows.order_by().values("pk")[: _FEW + 1]
    return list(rows.filter(pk__in=few)[start : start + room])


@contextmanager
def _planned_each_time() -> Iterator[None]:
    """Have PostgreSQL plan what is asked inside for the values it is asked with.

    A plan it keeps for all of them walks millions of rows for a name that nobody has.
    """
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor != "postgresql":
        yield
        return
    threshold, raw.prepare_threshold = raw.prepare_threshold, None
    try:
        yield
    finally:
        raw.prepare_threshold = threshold
