"""Columns of sealed boxes: each says what its boxes belong to, so that all of them can be resealed.

A box is replaced only while it is still the one that was read. What a running site writes
meanwhile stays, and whoever is stopped half-way goes on where boxes of other keys are left.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Left, StrIndex, Substr

from iamconsole.sealing import CannotOpen, current_prefix, open_sealed_bytes, seal_bytes

BATCH_SIZE = 200
_VERSION = "v1:"


class SealedField(models.TextField):  # type: ignore[type-arg]  # there are none at run time
    """A box for one row's secret, or nothing. `owner` says in which row it opens: `device:{id}`.

    To the database and to migrations it is text like any other.
    """

    def __init__(self, *args: Any, owner: str = "", **options: Any) -> None:
        self.owner = owner
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.TextField", list(args), options

    @property
    def owner_fields(self) -> list[str]:
        """The fields of the row that its `owner` is made of."""
        return [name for _, name, _, _ in string.Formatter().parse(self.owner) if name]

    def owner_of(self, row: models.Model) -> str:
        """What a box in this row is sealed with beside the key."""
        return self.owner.format(**{name: getattr(row, name) for name in self.owner_fields})


@dataclass
class Outcome:
    """What became of a column's boxes: resealed, or of no use with the keys there are."""

    resealed: int = 0
    shut: int = 0


@dataclass(frozen=True)
class Column:
    """One sealed column of one table."""

    model: type[models.Model]
    field: SealedField

    def __str__(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def rows_by_key(self) -> Counter[str]:
        """How many rows need each key, by the key's id."""
        rest = Substr(self.field.attname, len(_VERSION) + 1)
        sealed_with = Left(rest, StrIndex(rest, models.Value(":")) - 1)
        rows = self._boxes().annotate(sealed_with=sealed_with).values("sealed_with")
        counted = rows.annotate(boxes=models.Count("pk")).values_list("sealed_with", "boxes")
        return Counter(dict(counted.order_by("sealed_with")))

    def to_reseal(self) -> models.QuerySet[Any]:
        """The rows whose boxes another key than the first one sealed."""
        # Left compares to the letter on every database, which LIKE does not.
        prefix = current_prefix()
        rows: models.QuerySet[Any] = self._boxes()
        rows = rows.annotate(beginning=Left(self.field.attname, len(prefix)))
        return rows.exclude(beginning=prefix)

    def reseal(self) -> Iterator[Outcome]:
        """Reseal every row with the first key, batch by batch; tells after each how far it got."""
        outcome, last = Outcome(), None
        while batch := self._batch(last):
            with transaction.atomic():
                for row in batch:
                    self.reseal_row(row, outcome)
            last = batch[-1].pk
            yield outcome

    def reseal_row(self, row: models.Model, outcome: Outcome) -> None:
        """Reseal the box that was read with `row`, if it is still there."""
        box, owner = getattr(row, self.field.attname), self.field.owner_of(row)
        try:
            renewed = seal_bytes(open_sealed_bytes(box, owner), owner)
        except CannotOpen:
            outcome.shut += 1
            return
        same = self.model._base_manager.filter(models.Q(pk=row.pk), (self.field.attname, box))
        outcome.resealed += same.update(**{self.field.attname: renewed})

    def _boxes(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model._base_manager.all()
        return rows.exclude(models.Q((self.field.attname, "")))

    def _batch(self, after: Any) -> list[models.Model]:
        rows = self.to_reseal().only("pk", self.field.attname, *self.field.owner_fields)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        return list(rows.order_by("pk")[:BATCH_SIZE])


def columns() -> list[Column]:
    """Every sealed column there is."""
    return [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]


def keys_in_use() -> dict[str, Counter[Column]]:
    """By key id, how many rows of each column need it; also keys that are not here any more."""
    needed: dict[str, Counter[Column]] = {key_id: Counter() for key_id in settings.ENCRYPTION_KEYS}
    for column in columns():
        for key_id, count in column.rows_by_key().items():
            needed.setdefault(key_id, Counter())[column] = count
    return needed
