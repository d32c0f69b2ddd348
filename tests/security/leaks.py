"""Where secrets could be found that are in nobody's hands, and in what clothes."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import quote

from django.db import connection

SHORTEST = 12  # what is shorter is in any text by chance


def dump() -> str:
    """Every row of every table as the database holds it; of AWS's policies, nothing."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            where = _WITHOUT_AWS.get(table, "")
            cursor.execute(f"SELECT * FROM {quoted} {where}")  # noqa: S608  # a table of ours
            told += [f"{table}: {_plain(row)}" for row in cursor]
    return "\n".join(told)


_WITHOUT_AWS = {
    "policies_policy": "WHERE account_id IS NOT NULL",
    "policies_policyversion": (
        "WHERE policy_id IN (SELECT id FROM policies_policy WHERE account_id IS NOT NULL)"
    ),
}


def _plain(row: Iterable[Any]) -> str:
    return " | ".join(
        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
        for value in row
    )


def hidden_in(result: Any) -> list[str]:
    """What a result tells and its `repr` keeps to itself."""
    if isinstance(result, tuple | list):
        return [value for item in result for value in hidden_in(item)]
    if not is_dataclass(result):
        return []
    found = []
    for member in fields(result):
        value = getattr(result, member.name)
        found += hidden_in(value) if member.repr else _texts(value)
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, tuple | list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, bytes):
        return _texts(value.decode("latin-1"))
    return [value] if isinstance(value, str) and len(value) >= SHORTEST else []


def clothes_of(secret: str) -> set[str]:
    """The secret as it may be written: as it is, encoded, and each line of a long one."""
    lines = [line for line in secret.splitlines() if len(line) >= 40 and "-----" not in line]
    said = {secret, *lines[:3]}
    raw = {text.encode() for text in said}
    return (
        said
        | {base64.b64encode(text).decode().rstrip("=") for text in raw}
        | {base64.urlsafe_b64encode(text).decode().rstrip("=") for text in raw}
        | {text.hex() for text in raw}
        | {quote(text, safe="") for text in said}
    )


def leaked(secrets: Mapping[str, str], place: str) -> list[str]:
    """The names of the secrets that can be read in a place."""
    return [
        name
        for name, secret in secrets.items()
        if any(text in place for text in clothes_of(secret))
    ]
