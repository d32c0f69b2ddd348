"""Django's SQLite, which remembers how it spells a statement's parameters.

Django rewrites each statement's `%s` to `?` every time it is executed. That takes longer than to
find a row by its key, and the same few statements come again with every request.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base


class Cursor(base.SQLiteCursorWrapper):
    def execute(self, query: str, params: Any = None) -> Any:
        is_in_order = params is not None and not isinstance(params, Mapping)
        if not is_in_order:
            return super().execute(query, params)
        return sqlite3.Cursor.execute(self, _with_question_marks(query), params)


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002  # Django's signature
        return self.connection.cursor(factory=Cursor)


@lru_cache(1024)
def _with_question_marks(query: str) -> str:
    question_marks: str = base.FORMAT_QMARK_REGEX.sub("?", query)
    return question_marks.replace("%%", "%")
