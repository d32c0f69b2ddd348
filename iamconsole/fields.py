"""Field types: what a value must look like before a call may go on.

A field's `read` turns what a face received into a value of the declared type and collects what
is wrong with it as `Violation`s, worded as AWS words them (the `ValidationError` messages of the
Query protocol). Operations, faces and the OpenAPI schema all take their limits from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Protocol, get_type_hints

from iamconsole.errors import ValidationError, Violation

Path = tuple[str | int, ...]
Schema = dict[str, Any]
UNREADABLE: Any = object()


class Field(Protocol):
    """How one declared parameter is read and described."""

    is_secret: bool

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any: ...

    def schema(self) -> Schema: ...


@dataclass(frozen=True, kw_only=True)
class Text:
    """A string: its length in characters and its alphabet, in AWS's notation for patterns."""

    max: int | None = None
    min: int = 0
    pattern: str | None = None
    hint: str = "Some characters are not allowed here."
    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        shown = None if self.is_secret else value
        if not isinstance(value, str):
            return _refuse(violations, path, "Member must be a string", "Must be text.", shown)
        for constraint, hint in self._broken(value):
            violations.append(Violation(path, constraint, hint, shown))
        return value

    def _broken(self, value: str) -> list[tuple[str, str]]:
        broken = []
        if self.max is not None and len(value) > self.max:
            broken.append(
                (
                    f"Member must have length less than or equal to {self.max}",
                    f"Must have at most {self.max} characters; this has {len(value)}.",
                )
            )
        if len(value) < self.min:
            broken.append(
                (
                    f"Member must have length greater than or equal to {self.min}",
                    f"Must have at least {self.min} characters.",
                )
            )
        if self.pattern is not None and not _compiled(self.pattern).fullmatch(value):
            broken.append(
                (f"Member must satisfy regular expression pattern: {self.pattern}", self.hint)
            )
        if self.pattern is None and not is_storable(value):
            broken.append(("Member must be text that can be stored as UTF-8", self.hint))
        return broken

    def schema(self) -> Schema:
        limits = {"maxLength": self.max, "minLength": self.min or None, "pattern": self.pattern}
        return {"type": "string"} | {k: v for k, v in limits.items() if v is not None}


@dataclass(frozen=True, kw_only=True)
class Secret(Text):
    """Text that no trail, log, page or error may show."""

    is_secret: ClassVar[bool] = True

    def schema(self) -> Schema:
        return super().schema() | {"format": "password", "writeOnly": True}


@dataclass(frozen=True, kw_only=True)
class Unrecorded(Text):
    """Text that is no secret, and that no trail or error repeats.

    Somebody will paste the private half of a key into the place of the public one.
    """

    is_secret: ClassVar[bool] = True


class DocumentText(str):
    """A policy document in an answer. The AWS protocol percent-encodes it; other faces do not."""

    __slots__ = ()


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    values: tuple[str, ...]
    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        if value in self.values:
            return value
        listed = ", ".join(self.values)
        return _refuse(
            violations,
            path,
            f"Member must satisfy enum value set: [{listed}]",
            f"Must be one of: {listed}.",
            value,
        )

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.values)}


@dataclass(frozen=True, kw_only=True)
class Count:
    """A whole number within limits. Faces may send it as decimal text."""

    min: int
    max: int
    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        number = value if isinstance(value, int) else _whole_number(value)
        if number is None or isinstance(value, bool):
            return _refuse(
                violations, path, "Member must be an integer", "Must be a whole number.", value
            )
        hint = f"Must be between {self.min} and {self.max}."
        if number > self.max:
            constraint = f"Member must have value less than or equal to {self.max}"
            return _refuse(violations, path, constraint, hint, value)
        if number < self.min:
            constraint = f"Member must have value greater than or equal to {self.min}"
            return _refuse(violations, path, constraint, hint, value)
        return number

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.min, "maximum": self.max}


@dataclass(frozen=True)
class Flag:
    """True or false. Faces may send it as text."""

    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        return _refuse(
            violations, path, "Member must be a boolean", "Must be true or false.", value
        )

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Moment:
    """An instant: ISO 8601 with an offset, or seconds since 1970 (UTC)."""

    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        moment = value if isinstance(value, datetime) else _moment(str(value))
        if moment is not None and moment.tzinfo is not None:
            return moment
        hint = "Must be a date and time such as 2026-11-22T05:04:20Z."
        return _refuse(violations, path, "Member must be a timestamp", hint, value)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, kw_only=True)
class ListOf:
    """A list whose items are read by `item`."""

    item: Field
    max: int
    min: int = 0
    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        if isinstance(value, str) or not isinstance(value, Sequence):
            return _refuse(violations, path, "Member must be a list", "Must be a list.", value)
        if len(value) > self.max:
            constraint = f"Member must have length less than or equal to {self.max}"
            violations.append(Violation(path, constraint, f"At most {self.max} items.", None))
            return ()
        if len(value) < self.min:
            constraint = f"Member must have length greater than or equal to {self.min}"
            violations.append(Violation(path, constraint, f"At least {self.min} items.", None))
        return tuple(
            self.item.read(item, (*path, number), violations)
            for number, item in enumerate(value, start=1)
        )

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), "maxItems": self.max}


@dataclass(frozen=True, kw_only=True)
class MapOf:
    """Values by name: names are read by `key`, values by `value`."""

    key: Field
    value: Field
    max: int | None = None
    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        if not isinstance(value, Mapping):
            hint = "Must be values by their names."
            return _refuse(violations, path, "Member must be a map", hint, value)
        if self.max is not None and len(value) > self.max:
            constraint = f"Member must have length less than or equal to {self.max}"
            violations.append(Violation(path, constraint, f"At most {self.max} entries.", None))
            return {}
        return {
            _within(self.key, name, "keys", path, violations): _within(
                self.value, one, "value", path, violations
            )
            for name, one in value.items()
        }

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema()}


def _within(field: Field, value: Any, part: str, path: Path, violations: list[Violation]) -> Any:
    """A name or a value of a map. AWS says what is wrong with one of the map that holds it."""
    inside: list[Violation] = []
    read = field.read(value, path, inside)
    for broken in inside:
        constraint = f"Map {part} must satisfy constraint: [{broken.constraint}]"
        violations.append(Violation(path, constraint, broken.hint, broken.shown))
    # What is unreadable may be unfit to stand in a map, and the call goes no further anyway.
    return read if not inside else None


@dataclass(frozen=True)
class Structure:
    """A value with named members: `shape` is a frozen dataclass that declares their fields."""

    shape: type
    is_secret: ClassVar[bool] = False

    def read(self, value: Any, path: Path, violations: list[Violation]) -> Any:
        if isinstance(value, self.shape):
            value = {name: getattr(value, name) for name in declared_members(self.shape)}
        if not isinstance(value, Mapping):
            return _refuse(
                violations, path, "Member must be a structure", "Must have named members.", value
            )
        before = len(violations)
        members = read_members(declared_members(self.shape), value, path, violations)
        return self.shape(**members) if len(violations) == before else UNREADABLE

    def schema(self) -> Schema:
        declared = declared_members(self.shape)
        return {
            "type": "object",
            "properties": {name: member.field.schema() for name, member in declared.items()},
            "required": [name for name, member in declared.items() if member.is_required],
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Member:
    """A declared parameter: its field, and what stands for it when it is not given."""

    field: Field
    default: Any = MISSING

    @property
    def is_required(self) -> bool:
        return self.default is MISSING


def read_members(
    declared: Mapping[str, Member],
    given: Mapping[str, Any],
    path: Path,
    violations: list[Violation],
) -> dict[str, Any]:
    """Read every declared member out of `given`; absent ones get their default.

    Unknown names, absent required members and broken limits are added to `violations`.
    """
    for name in given.keys() - declared.keys():
        _refuse(violations, (*path, str(name)), "Member is not known", "Is not known here.", None)
    values = {}
    for name, member in declared.items():
        value = given.get(name)
        if value is not None:
            values[name] = member.field.read(value, (*path, name), violations)
        elif member.is_required:
            hint = "This is required."
            violations.append(Violation((*path, name), "Member must not be null", hint, None))
        else:
            values[name] = member.default
    return values


def refuse(violations: Sequence[Violation], wire_path: Callable[[Path], str]) -> None:
    """Raise one ValidationError that names every violation, in AWS's form, if there is any."""
    if not violations:
        return
    listed = "; ".join(_sentence(violation, wire_path) for violation in violations)
    noun = "error" if len(violations) == 1 else "errors"
    message = f"{len(violations)} validation {noun} detected: {listed}"
    raise ValidationError(message, tuple(violations))


def _sentence(violation: Violation, wire_path: Callable[[Path], str]) -> str:
    shown = ""
    if violation.constraint == "Member must not be null":
        shown = " null"
    elif violation.shown is not None:
        shown = f" '{violation.shown[:256]}'"
    where = wire_path(violation.path)
    return f"Value{shown} at '{where}' failed to satisfy constraint: {violation.constraint}"


def field_of(hint: Any) -> Field:
    """The field type in an annotation: `Annotated[str, Text(...)]`, also inside `… | None`.

    Raises TypeError for an annotation that declares none.
    """
    for part in (hint, *getattr(hint, "__args__", ())):
        for mark in getattr(part, "__metadata__", ()):
            return mark  # type: ignore[no-any-return]  # only fields are put there
    raise TypeError(f"{hint} declares no field type")


@cache
def declared_members(shape: type) -> Mapping[str, Member]:
    """The members of a parameter structure, by name."""
    if not is_dataclass(shape):
        raise TypeError(f"{shape} is not a dataclass")
    hints = get_type_hints(shape, include_extras=True)
    return {f.name: Member(field_of(hints[f.name]), f.default) for f in fields(shape)}


def _refuse(violations: list[Violation], path: Path, constraint: str, hint: str, value: Any) -> Any:
    shown = None if value is None else str(value)
    violations.append(Violation(path, constraint, hint, shown))
    return UNREADABLE


# What databases and other programs cannot hold: NUL, and halves of characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether every database keeps the text as it is."""
    return not _UNSTORABLE.search(text)


# AWS's patterns are Java's: \p{…} are Unicode classes, and \w is ASCII.
_LETTERS_SPACES_DIGITS = r"\p{L}\p{Z}\p{N}_"
_SPACES = " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    if _LETTERS_SPACES_DIGITS in pattern:
        return re.compile(pattern.replace(_LETTERS_SPACES_DIGITS, rf"\w{_SPACES}"))
    return re.compile(pattern, re.ASCII)


def _whole_number(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    return None


def _moment(text: str) -> datetime | None:
    try:
        if re.fullmatch(r"[0-9]{1,11}(\.[0-9]+)?", text):
            return datetime.fromtimestamp(float(text), UTC)
        moment = datetime.fromisoformat(text)
        # Near the ends of the calendar a moment may exist at its offset alone.
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError, OSError):
        return None
