"""Policy variables: `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

ContextValue: TypeAlias = str | tuple[str, ...]
Context: TypeAlias = Mapping[str, ContextValue]

T = TypeVar("T")

# A policy about one's own things has one value for each caller that a process has seen.
REMEMBERED_VALUES = 256

_ESCAPES = ("*", "?", "$")


@dataclass(frozen=True, slots=True)
class Literal:
    """Text in which no character is a wildcard."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A place for the value of a context key; the key is in lower case."""

    key: str
    default: str | None


Part: TypeAlias = str | Literal | Variable
Resolved: TypeAlias = tuple[str | Literal, ...]


def parts_of(text: str, has_variables: bool) -> tuple[Part, ...]:
    """A policy's text cut at its variables; what is no variable stays as it was written."""
    if not has_variables or "${" not in text:
        return (text,)
    parts: list[Part] = []
    position = 0
    while (opening := text.find("${", position)) >= 0:
        closing = _closing(text, opening)
        if closing < 0:
            break
        part = _part(text[opening + 2 : closing])
        if part is None:
            parts.append(text[position : closing + 1])
        else:
            parts.extend((text[position:opening], part))
        position = closing + 1
    return tuple(part for part in (*parts, text[position:]) if part != "")


def _closing(text: str, opening: int) -> int:
    """Where the brace closes: a default in quotes may hold a `}` of its own."""
    brace = text.find("}", opening)
    quote = text.find(", '", opening)
    return text.find("'}", quote + 3) + 1 or -1 if 0 <= quote < brace else brace


def _part(inside: str) -> Part | None:
    if inside in _ESCAPES:
        return Literal(inside)
    key, comma, default = inside.partition(", '")
    if not key:
        return None
    return Variable(key.lower(), default[:-1] if comma else None)


def has_variable(parts: Iterable[Part]) -> bool:
    """Whether the text changes with the context."""
    return any(isinstance(part, Variable) for part in parts)


def resolve(parts: Iterable[Part], context: Context) -> Resolved | None:
    """The parts with every variable replaced by its value, or None if one has no value."""
    resolved: list[str | Literal] = []
    for part in parts:
        if isinstance(part, Variable):
            value = context.get(part.key, part.default)
            if not isinstance(value, str):  # absent, or a list, which cannot stand in a text
                return None
            resolved.append(Literal(value))
        else:
            resolved.append(part)
    return tuple(resolved)


def per_value(
    templates: Iterable[tuple[Part, ...]], build: Callable[[list[Resolved]], T]
) -> Callable[[Context], T | None]:
    """What is built from templates, once for each set of values; None where a value is lacking."""
    templates = tuple(templates)
    variables = [part for parts in templates for part in parts if isinstance(part, Variable)]
    built: dict[tuple[ContextValue | None, ...], T] = {}

    def of(context: Context) -> T | None:
        values = tuple([context.get(variable.key, variable.default) for variable in variables])
        found = built.get(values)
        if found is not None:
            return found
        resolved = [one for parts in templates if (one := resolve(parts, context)) is not None]
        if len(resolved) < len(templates):
            return None
        if len(built) >= REMEMBERED_VALUES:
            built.clear()
        found = built[values] = build(resolved)
        return found

    return of


def text_of(parts: Iterable[str | Literal]) -> str:
    """The parts as one text."""
    return "".join(part.text if isinstance(part, Literal) else part for part in parts)
