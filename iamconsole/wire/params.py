"""Parameters of the Query protocol, read from what the operation declares.

`Tags.member.1.Key=team` becomes `{"tags": [{"key": "team"}]}`. Limits are the operation's to check;
here is refused what has no one meaning: names that are unknown or come twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from iamconsole.errors import MalformedQueryString, Violation
from iamconsole.fields import Field, ListOf, MapOf, Member, Structure, declared_members, refuse
from iamconsole.gate import Operation
from iamconsole.spelling import wire_name

# What goes with a request and is no parameter of the operation.
_BESIDE = frozenset({"Action", "Version", "SignatureVersion", "AUTHPARAMS"})
_POSITION = re.compile(r"[1-9][0-9]{0,4}")
# XML 1.0 cannot say these, so no answer could repeat them, and PostgreSQL stores no NUL.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORM = "application/x-www-form-urlencoded"

Parts = dict[str, str]
Declared = Mapping[str, tuple[str, Field]]


def given(query: str, body: bytes, content_type: str) -> dict[str, str]:
    """What a request says, from its address and its body, by name.

    Raises MalformedQueryString for what is no form, or says a thing twice.
    """
    if body and content_type.partition(";")[0].strip().lower() != _FORM:
        raise MalformedQueryString(f"The content type of a request must be {_FORM}.")
    said: dict[str, str] = {}
    for name, value in [*_pairs(query), *_pairs(_decoded(body))]:
        if name in said:
            raise MalformedQueryString(f"The parameter {name[:128]} is there more than once.")
        said[name] = value
    return said


def _decoded(body: bytes) -> str:
    try:
        return body.decode("ascii")
    except UnicodeDecodeError:
        raise MalformedQueryString("The request's body must be percent-encoded.") from None


def _pairs(text: str) -> list[tuple[str, str]]:
    if not text:
        return []
    try:
        return parse_qsl(
            text,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        )
    except ValueError:
        raise MalformedQueryString(
            "The request must hold name=value pairs, percent-encoded as UTF-8, "
            f"and at most {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} of them."
        ) from None


def read(operation: Operation[Any, Any], said: Mapping[str, str]) -> dict[str, Any]:
    """The operation's parameters, unflattened, for the gate to check."""
    parts = {
        name: value
        for name, value in said.items()
        if name not in _BESIDE and not name.startswith("X-Amz-")
    }
    _refuse_all((n for n, v in parts.items() if _UNSPEAKABLE.search(v)), "holds control characters")
    return _members(_declared(operation), parts, "")


def _members(declared: Declared, parts: Parts, prefix: str) -> dict[str, Any]:
    grouped = _by_head(parts)
    unknown = grouped.keys() - declared.keys()
    _refuse_all((prefix + name for name in sorted(unknown)), "Member is not known")
    values = {}
    for wire, rest in grouped.items():
        name, field = declared[wire]
        values[name] = _value(field, rest, prefix + wire)
    return values


def _value(field: Field, parts: Parts, path: str) -> Any:
    """A value as its field describes it. Text in place of anything else is left for the field."""
    if "" in parts:
        _refuse_all((f"{path}.{rest}" for rest in parts if rest), "Member is not known")
        if not parts[""] and isinstance(field, ListOf | MapOf):
            return () if isinstance(field, ListOf) else {}
        return parts[""]
    match field:
        case ListOf():
            return _items(field, parts, path)
        case MapOf():
            return _entries(field, parts, path)
        case Structure():
            return _members(_declared_in(field.shape), parts, f"{path}.")
    return _refuse_all((f"{path}.{rest}" for rest in parts), "Member is not known")


def _items(field: ListOf, parts: Parts, path: str) -> list[Any]:
    """The items in the order of their numbers. Gaps between numbers close."""
    return [
        _value(field.item, item, f"{path}.member.{position}")
        for position, item in _numbered("member", parts, path)
    ]


def _entries(field: MapOf, parts: Parts, path: str) -> dict[str, Any]:
    """A map's values by their names, `entry.1.key` and `entry.1.value`."""
    values = {}
    for position, entry in _numbered("entry", parts, path):
        where, grouped = f"{path}.entry.{position}", _by_head(entry)
        unknown = grouped.keys() - {"key", "value"}
        _refuse_all((f"{where}.{name}" for name in sorted(unknown)), "Member is not known")
        if grouped.keys() < {"key", "value"} or grouped["key"].keys() != {""}:
            _refuse_all([where], "Member must have a key and a value")
        name = grouped["key"][""]
        if name in values:
            _refuse_all([f"{where}.key"], "Member is there more than once")
        values[name] = _value(field.value, grouped["value"], f"{where}.value")
    return values


def _numbered(word: str, parts: Parts, path: str) -> list[tuple[int, Parts]]:
    """What belongs to each number behind a word, in the order of the numbers."""
    found: dict[int, Parts] = {}
    for name, value in parts.items():
        head, _, numbered = name.partition(".")
        position, _, rest = numbered.partition(".")
        if head != word or not _POSITION.fullmatch(position):
            _refuse_all([f"{path}.{name}"], "Member is not known")
        found.setdefault(int(position), {})[rest] = value
    return sorted(found.items())


def _by_head(parts: Parts) -> dict[str, Parts]:
    grouped: dict[str, Parts] = {}
    for name, value in parts.items():
        head, _, rest = name.partition(".")
        grouped.setdefault(head, {})[rest] = value
    return grouped


@cache
def _declared(operation: Operation[Any, Any]) -> Declared:
    return _by_wire_name(operation.members)


@cache
def _declared_in(shape: type) -> Declared:
    return _by_wire_name(declared_members(shape))


def _by_wire_name(members: Mapping[str, Member]) -> Declared:
    return {wire_name(name): (name, member.field) for name, member in members.items()}


def _refuse_all(names: Iterable[str], constraint: str) -> None:
    violations = [Violation((name[:256],), constraint, "Is not known here.") for name in names]
    refuse(violations, lambda path: str(path[0]))
