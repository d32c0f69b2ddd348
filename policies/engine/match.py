"""Wildcards in linear time: `*` is any run of characters, `?` exactly one, all else is literal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

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


@dataclass(frozen=True, slots=True)
class Gapped:
    """Text with `?` in it: the runs between the gaps, each with its offset."""

    length: int
    runs: tuple[tuple[int, str], ...]

    def stands_at(self, text: str, position: int) -> bool:
        return all(text.startswith(run, position + offset) for offset, run in self.runs)


@dataclass(frozen=True, slots=True)
class GappedGlob:
    """A pattern with `?`, cut at its stars."""

    pieces: tuple[Gapped, ...]

    is_everything = False
    literal = None
    prefix = None

    def matches(self, text: str) -> bool:
        """Whether the whole text fits the pattern."""
        head, tail = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return len(text) == head.length and head.stands_at(text, 0)
        position, end = head.length, len(text) - tail.length
        if position > end or not (head.stands_at(text, 0) and tail.stands_at(text, end)):
            return False
        occurrences: dict[str, int] = {}
        for piece in self.pieces[1:-1]:
            found = _find(piece, text, position, end, occurrences)
            if found < 0:
                return False
            position = found + piece.length
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


def _find(piece: Gapped, text: str, start: int, end: int, occurrences: dict[str, int]) -> int:
    """The first fitting place, or -1.

    A set of places is one long number, a bit a place, so that a step over all places is one
    operation: trying place after place would cost the product of both lengths.
    """
    last = end - piece.length
    if last < start:
        return -1
    possible = (1 << (last - start + 1)) - 1
    for offset, run in piece.runs:
        if run not in occurrences:
            occurrences[run] = _occurrences(run, text)
        possible &= occurrences[run] >> (start + offset)
        if not possible:
            return -1
    return start + (possible & -possible).bit_length() - 1


def _occurrences(run: str, text: str) -> int:
    """Every place of a run in a text, as a number with a bit set for each."""
    digits = bytearray(b"0" * (len(text) + 1))
    found = text.find(run)
    while found >= 0:
        digits[-1 - found] = ord("1")
        found = text.find(run, found + 1)
    return int(bytes(digits), 2)
