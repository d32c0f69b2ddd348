"""ARNs: six fields between colons, the sixth keeping its own; and the patterns that match them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from .document import Kind
from .match import Glob, glob_of
from .variables import Context, Part, Resolved, has_variable, parts_of, per_value, resolve

FIELDS = 6

Fields: TypeAlias = tuple[str, str, str, str, str, str]


def split(arn: str) -> Fields | None:
    """The six fields of an ARN, or None for a text that has fewer."""
    fields = arn.split(":", FIELDS - 1)
    if len(fields) < FIELDS:
        return None
    first, partition, service, region, account, resource = fields
    return first, partition, service, region, account, resource


@dataclass(frozen=True, slots=True)
class Exact:
    """Only this ARN."""

    arn: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every ARN that begins so."""

    start: str


@dataclass(frozen=True, slots=True)
class Test:
    """Every ARN a function says yes to; None where a variable in it has no value."""

    matches: Callable[[str, Context], bool | None]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every resource, and the lack of one."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No resource: the pattern means nothing where it stands."""


ResourcePattern: TypeAlias = Exact | Prefix | Test | Everything | Nothing


@lru_cache(maxsize=16_384)  # the same few ARNs stand in many policies
def resource_pattern(text: str, kind: Kind, has_variables: bool) -> ResourcePattern:
    """What one value of Resource or NotResource matches in a policy of this kind."""
    if text and not text.strip("*"):
        return Everything()
    fields = text.split(":", FIELDS - 1)
    if len(fields) < FIELDS:
        return _unfinished(fields, kind)
    parts = parts_of(fields[-1], has_variables)
    if has_variable(parts):
        return Test(_with_variables(fields[:-1], parts))
    return _finished(fields[:-1], resolve(parts, {}) or ())


def _unfinished(fields: list[str], kind: Kind) -> ResourcePattern:
    """A pattern of fewer than six fields: a star at its end covers the rest (R-6)."""
    if fields[-1].endswith("*") or _short_means_any(kind):
        missing = ["*"] * (FIELDS - len(fields))
        filled = [*fields, *missing]
        return _finished(filled[:-1], (filled[-1],))
    return Nothing()


def _short_means_any(kind: Kind) -> bool:
    """R-7 (Q9), unverified: missing fields are `*` for a principal's own policies only."""
    return kind in (Kind.IDENTITY, Kind.SESSION, Kind.BOUNDARY)


def _finished(front: list[str], last: Resolved) -> ResourcePattern:
    whole = _whole(front, last)
    if whole.literal is not None:
        return Exact(whole.literal)
    if whole.prefix is not None and whole.prefix.count(":") >= FIELDS - 1:
        return Prefix(whole.prefix)
    matches = _matcher(front, last)
    return Test(lambda arn, _context: matches(arn))


def _with_variables(
    front: list[str], parts: tuple[Part, ...]
) -> Callable[[str, Context], bool | None]:
    matcher = per_value((parts,), lambda resolved: _matcher(front, resolved[0]))

    def matches(arn: str, context: Context) -> bool | None:
        fits = matcher(context)
        return None if fits is None else fits(arn)

    return matches


def _whole(front: list[str], last: Resolved) -> Glob:
    return glob_of((":".join((*front, "")), *last))


def _matcher(front: list[str], last: Resolved) -> Callable[[str], bool]:
    """Field by field; one walk over the whole text where that comes to the same."""
    if _crosses_fields(front) or not any("*" in field or "?" in field for field in front):
        return _whole(front, last).matches
    return fields_matcher((*((field,) for field in front), last))


def _crosses_fields(front: list[str]) -> bool:
    """R-5 (Q1): a star that ends an inner field may also cover colons and the fields behind it."""
    return any(field.endswith("*") for field in front[1:])


def fields_matcher(fields: Iterable[Resolved]) -> Callable[[str], bool]:
    """Whether an ARN's six fields each fit the pattern for that field."""
    globs = tuple(map(glob_of, fields))

    def matches(arn: str) -> bool:
        found = split(arn)
        return found is not None and all(
            one.matches(field) for one, field in zip(globs, found, strict=True)
        )

    return matches
