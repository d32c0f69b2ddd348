"""Django's SQLite, with its writers in turn, and a thing remembered.

Django rewrites each statement's `%s` to `?` every time it is executed. That takes longer than to
find a row by its key, and the same few statements come again with every request.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from iamconsole.sqlite.turns import Turn


class Cursor(base.SQLiteCursorWrapper):
    def execute(self, query: str, params: Any = None) -> Any:
        is_in_order = params is not None and not isinstance(params, Mapping)
        if not is_in_order:
            return super().execute(query, params)
        return sqlite3.Cursor.execute(self, _with_question_marks(query), params)


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction begins with a turn to write, and ends it however it ends itself."""

    _turn: Turn | None = None

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002  # Django's signature
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            options = self.settings_dict["OPTIONS"]
            self._turn = Turn(Path(self.settings_dict["NAME"]), options["timeout"])
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._end_turn()
            raise

    def commit(self) -> None:
        super().commit()
        self._end_turn()

    def rollback(self) -> None:
        super().rollback()
        self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.end()


@lru_cache(1024)
def _with_question_marks(query: str) -> str:
    question_marks: str = base.FORMAT_QMARK_REGEX.sub("?", query)
    return question_marks.replace("%%", "%")
