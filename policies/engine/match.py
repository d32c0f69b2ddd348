"""Wildcards in linear time: `*` is any run of characters, `?` exactly one, all else is literal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from .gaps import Gapped, GappedGlob
from .variables import Literal

Matches: TypeAlias = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class PlainGlob:
    """A pattern without `?`, cut at its stars."""

    pieces: tuple[str, ...]

    @property
    def is_everything(self) -> bool:
        """Whether the pattern is made only of stars."""
        return len(self.pieces) > 1 and not any(self.pieces)

    @property
    def literal(self) -> str | None:
        """The one text the pattern matches, if it holds no wildcard."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    @property
    def prefix(self) -> str | None:
        """The text in front, if the only wildcard is a star at the end."""
        ends_in_star = len(self.pieces) == 2 and self.pieces[1] == ""
        return self.pieces[0] if ends_in_star else None

    def matches(self, text: str) -> bool:
        """Whether the whole text fits the pattern."""
        head, tail = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return text == head
        position, end = len(head), len(text) - len(tail)
        if position > end or not (text.startswith(head) and text.endswith(tail)):
            return False
        # The leftmost place for each piece leaves the most room for those behind it.
        for piece in self.pieces[1:-1]:
            position = text.find(piece, position, end)
            if position < 0:
                return False
            position += len(piece)
        return True


Glob: TypeAlias = PlainGlob | GappedGlob


def glob(pattern: str) -> Glob:
    """The pattern a text stands for, its `*` and `?` being wildcards."""
    return glob_of((pattern,)) if "?" in pattern else PlainGlob(tuple(pattern.split("*")))


def any_of(globs: Iterable[Glob]) -> Matches:
    """Whether a text fits one of many patterns, the simple ones tried at once."""
    exact, prefixes, others = set[str](), list[str](), list[Matches]()
    for one in globs:
        if one.literal is not None:
            exact.add(one.literal)
        elif one.prefix is not None:
            prefixes.append(one.prefix)
        else:
            others.append(one.matches)
    return fits_some(frozenset(exact), tuple(prefixes), tuple(others))


def fits_some(
    exact: frozenset[str], prefixes: tuple[str, ...], others: tuple[Matches, ...]
) -> Matches:
    """Whether a text is one of these, begins as one of these, or meets one of these tests."""

    def is_simple(text: str) -> bool:
        return text in exact or text.startswith(prefixes)

    def matches(text: str) -> bool:
        if text in exact or text.startswith(prefixes):
            return True
        return any(test(text) for test in others)

    if others:
        return matches
    return is_simple if prefixes else exact.__contains__


def glob_of(parts: Iterable[str | Literal]) -> Glob:
    """The pattern made of parts: wildcards count in plain text, not in a `Literal`."""
    builder = _Builder()
    for part in parts:
        if isinstance(part, Literal):
            builder.add(part.text)
        else:
            builder.add_pattern(part)
    return builder.glob()


class _Builder:
    def __init__(self) -> None:
        self.pieces: list[Gapped] = []
        self.runs: list[tuple[int, str]] = []
        self.length = 0

    def add(self, text: str) -> None:
        if self.runs and self.runs[-1][0] + len(self.runs[-1][1]) == self.length:
            offset, run = self.runs.pop()
            text, self.length = run + text, offset
        if text:
            self.runs.append((self.length, text))
        self.length += len(text)

    def add_pattern(self, pattern: str) -> None:
        for index, between_stars in enumerate(pattern.split("*")):
            if index:
                self.close()
            for number, run in enumerate(between_stars.split("?")):
                self.length += number > 0
                self.add(run)

    def close(self) -> None:
        self.pieces.append(Gapped(self.length, tuple(self.runs)))
        self.runs, self.length = [], 0

    def glob(self) -> Glob:
        self.close()
        plain = tuple("".join(run for _, run in piece.runs) for piece in self.pieces)
        if all(len(text) == piece.length for text, piece in zip(plain, self.pieces, strict=True)):
            return PlainGlob(plain)
        return GappedGlob(tuple(self.pieces))
