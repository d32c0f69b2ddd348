"""Queries whose SQL is written once.

Django writes a query's text anew each time it is asked, which takes longer than the database takes
to answer. What every request asks is prepared: its text is kept, and only its parameters change.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cache
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model, QuerySet
from django.db.models.query import (  # type: ignore[attr-defined]  # not in the stubs
    get_related_populators,
)
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=Model)


class Prepared(Generic[M]):
    """A query for one row, by parameters that are text and are compared as they are given.

    `build` makes the query from its parameters. It is called with stand-ins, so it must not look at
    them: what it does with a parameter is done to the text that stands in for it.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._kept = threading.local()  # a plan keeps the connection it was made on

    def find(self, *values: str) -> M | None:
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

    def rows(self, *values: str) -> list[tuple[Any, ...]]:
        plan: _Plan | None = getattr(self._kept, "plan", None)
        if plan is None:
            plan = self._kept.plan = _Plan(self._build)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.params(values))
            return [tuple(plan.converted(row)) for row in cursor.fetchall()]


def insert(row: Model) -> None:
    """Store a new row, whose key the database gives.

    Nobody is told: a model whose rows somebody waits for with Django's signals is saved as ever.
    """
    sql, fields = _insertion(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    """The statement that stores a row of a model, and whose values it takes, in their order."""
    key = model._meta.pk
    fields = [field for field in model._meta.local_concrete_fields if field is not key]
    query = InsertQuery(model)
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.returning_fields = [key]
    ((sql, params),) = compiler.as_sql()
    if len(params) != len(fields):
        raise TypeError(f"{model} has fields that the database fills by itself")
    return sql, fields


class _Plan:
    """A query's text, where its parameters go, and how its columns are read."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], limit: int | None = None) -> None:
        count = len(signature(build).parameters)
        stand_ins = {f"stand-in for parameter {number}": number for number in range(count)}
        query = build(*stand_ins).query
        query.set_limits(high=limit)
        self._compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, params = self._compiler.as_sql()
        self.uses = [(p in stand_ins, stand_ins.get(p, p)) for p in params]
        if {use for is_ours, use in self.uses if is_ours} != set(stand_ins.values()):
            raise TypeError(f"{build} does not compare every parameter as it is given")
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)

    def params(self, values: Sequence[str]) -> list[Any]:
        return [values[use] if is_ours else use for is_ours, use in self.uses]

    def converted(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for position, (convert_each, expression) in self._converters.items():
            for convert in convert_each:
                values[position] = convert(values[position], expression, connection)
        return values


class _RowPlan(_Plan, Generic[M]):
    """How a row becomes an instance."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        super().__init__(build, limit=1)
        info = self._compiler.klass_info
        self._model: type[M] = info["model"]
        self._columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        selected = self._compiler.select[self._columns]
        self._names = [column.target.attname for column, *_ in selected]
        self._populators = get_related_populators(info, self._compiler.select, DEFAULT_DB_ALIAS)

    def instance(self, row: Sequence[Any]) -> M:
        values = self.converted(row)
        found = self._model.from_db(DEFAULT_DB_ALIAS, self._names, values[self._columns])
        for populator in self._populators:
            populator.populate(values, found)
        return found
