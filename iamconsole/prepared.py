"""Queries whose SQL is written once.

Django writes a query's text anew each time it is asked, which takes longer than the database takes
to answer. What every request asks is prepared: its text is kept, and only its parameters change.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from inspect import signature
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import (
    BooleanField,
    CharField,
    Field,
    IntegerField,
    Model,
    PositiveIntegerField,
    QuerySet,
    TextField,
    prefetch_related_objects,
)
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery, Query, UpdateQuery

M = TypeVar("M", bound=Model)


Value = str | int


class Prepared(Generic[M]):
    """A query for one row, by parameters that are compared as they are given.

    `build` makes the query from its parameters. It is called with stand-ins, so it must not look at
    them: what it does with a parameter is done to what stands in for it. That is a text; for a
    parameter called `pk`, a number.

    The row is made without the signals Django sends of new instances, and without looking at what
    is already right: a model that somebody waits for, or whose `__init__` does more, is not for it.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._kept = threading.local()  # a plan keeps the connection it was made on

    def find(self, *values: Value) -> M | None:
        """The row, with all that the query selects beside it; None where there is none."""
        plan: _RowPlan[M] | None = getattr(self._kept, "plan", None)
        if plan is None:
            plan = self._kept.plan = _RowPlan(self._build)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.params(values))
            row = cursor.fetchone()
        return None if row is None else plan.instance(row)


class PreparedValues:
    """The same for a query with `values_list`, and for all its rows."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._kept = threading.local()

    def rows(self, *values: Value) -> list[tuple[Any, ...]]:
        plan: _Plan | None = getattr(self._kept, "plan", None)
        if plan is None:
            plan = self._kept.plan = _Plan(self._build)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.params(values))
            return [tuple(plan.converted(row)) for row in cursor.fetchall()]


def fetched(rows: QuerySet[M]) -> list[M]:
    """What `list(rows)` gives, with instances made as those of Prepared are."""
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    results = list(compiler.results_iter())
    if not results:
        return []
    instances = _Instances[M](compiler.klass_info, compiler.select)
    instances.annotate((compiler.annotation_col_map or {}).items())
    found = [instances.made(row) for row in results]
    lookups: Sequence[Any] = rows._prefetch_related_lookups  # type: ignore[attr-defined]
    prefetch_related_objects(found, *lookups)
    return found


class PreparedUpdate:
    """The same for an update of the rows of a query, where the changes are always the same."""

    def __init__(self, build: Callable[..., QuerySet[Any]], **changes: Any) -> None:
        self._build = build
        self._changes = changes
        self._kept = threading.local()

    def run(self, *values: Value) -> int:
        """Change the rows; how many there are."""
        plan: _Statement | None = getattr(self._kept, "plan", None)
        if plan is None:
            plan = self._kept.plan = _Statement(self._build, self._changes)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.params(values))
            return int(cursor.rowcount)


def insert(row: Model) -> None:
    """Store a new row, whose key the database gives.

    Nobody is told: a model whose rows somebody waits for with Django's signals is saved as ever.
    """
    insertion = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(insertion.returning_key, insertion.values_of(row))
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_all(rows: Sequence[M]) -> None:
    """Store new rows of one model, all or none. They are not told their keys."""
    insertion = _insertion(type(rows[0]))
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(insertion.sql, [insertion.values_of(row) for row in rows])


class _Insertion:
    """The statement that stores a row of a model, and how its values are read off the row."""

    _AS_THEY_ARE = (BooleanField, CharField, IntegerField, PositiveIntegerField, TextField)

    def __init__(self, model: type[Model]) -> None:
        key = model._meta.pk
        fields = [field for field in model._meta.local_concrete_fields if field is not key]
        query = InsertQuery(model)
        query.insert_values(fields, [model()])
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        ((self.sql, params),) = compiler.as_sql()
        compiler.returning_fields = [key]
        ((self.returning_key, _),) = compiler.as_sql()
        if len(params) != len(fields):
            raise TypeError(f"{model} has fields that the database fills by itself")
        self._columns = [(field, type(field) in self._AS_THEY_ARE) for field in fields]

    def values_of(self, row: Model) -> list[Any]:
        held = row.__dict__
        return [
            held[field.attname] if is_plain else self._prepared(field, row)
            for field, is_plain in self._columns
        ]

    def _prepared(self, field: Field[Any, Any], row: Model) -> Any:
        return field.get_db_prep_save(field.pre_save(row, add=True), connection)


_insertion = cache(_Insertion)


class _Statement:
    """A statement's text, and where its parameters go."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], changes: Mapping[str, Any] | None = None
    ) -> None:
        stand_ins = {_stand_in(name, n): n for n, name in enumerate(signature(build).parameters)}
        self._compiler = self._compiled(build(*stand_ins).query, changes)
        self.sql, params = self._compiler.as_sql()
        # A key that is text is compared with a text, whatever number stood in for it.
        known = stand_ins | {str(stand_in): n for stand_in, n in stand_ins.items()}
        self.uses = [(p in known, known.get(p, p)) for p in params]
        if {use for is_ours, use in self.uses if is_ours} != set(stand_ins.values()):
            raise TypeError(f"{build} does not compare every parameter as it is given")

    def _compiled(self, query: Query, changes: Mapping[str, Any] | None) -> Any:
        if changes is not None:
            update = cast(UpdateQuery, query.chain(UpdateQuery))
            update.add_update_values(dict(changes))
            return update.get_compiler(DEFAULT_DB_ALIAS)
        return query.get_compiler(DEFAULT_DB_ALIAS)

    def params(self, values: Sequence[Value]) -> list[Any]:
        return [values[use] if is_ours else use for is_ours, use in self.uses]


def _stand_in(name: str, number: int) -> Value:
    return -(10**15) - number if name == "pk" else f"stand-in for parameter {number}"


class _Plan(_Statement):
    """A query, and how its columns are read."""

    _MOST_ROWS: int | None = None

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        super().__init__(build)
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)

    def _compiled(self, query: Query, changes: Mapping[str, Any] | None) -> Any:
        query.set_limits(high=self._MOST_ROWS)
        return super()._compiled(query, changes)

    def converted(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for position, (convert_each, expression) in self._converters.items():
            for convert in convert_each:
                values[position] = convert(values[position], expression, connection)
        return values


class _RowPlan(_Plan, Generic[M]):
    """A query for one row, and how the row becomes an instance."""

    _MOST_ROWS = 1

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        super().__init__(build)
        self._instances = _Instances[M](self._compiler.klass_info, self._compiler.select)

    def instance(self, row: Sequence[Any]) -> M:
        return self._instances.made(self.converted(row))


class _Instances(Generic[M]):
    """Instances of one model, with those joined to them, from a query's columns."""

    def __init__(self, info: Mapping[str, Any], select: Sequence[Any]) -> None:
        self._model: type[M] = info["model"]
        self._columns = [(select[n][0].target.attname, n) for n in info["select_fields"]]
        self._key = dict(self._columns)[self._model._meta.pk.attname]
        self._joined = [
            (_Instances[Any](inner, select), inner["local_setter"], inner["remote_setter"])
            for inner in info.get("related_klass_infos", ())
        ]

    def annotate(self, columns: Iterable[tuple[str, int]]) -> None:
        """Have further columns told as attributes."""
        self._columns += columns

    def made(self, values: Sequence[Any]) -> M:
        """The instance, as the database has it."""
        found = self._model.__new__(self._model)
        found._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        found.__dict__.update({name: values[position] for name, position in self._columns})
        for instances, tell_this, tell_other in self._joined:
            if values[instances._key] is None:
                tell_this(found, None)
            else:
                joined = instances.made(values)
                tell_this(found, joined)
                tell_other(joined, found)
        return found
