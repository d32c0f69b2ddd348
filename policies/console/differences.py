"""Two texts compared line by line, for a table that needs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

# Comparing takes time with the square of what differs, and a text may be all line ends.
MOST_COMPARED = 1000


@dataclass(frozen=True)
class Line:
    """A line of either text or of both: its number in each, and `+`, `-` or nothing for both."""

    before: int | None
    after: int | None
    text: str

    @property
    def sign(self) -> str:
        if self.before is None:
            return "+"
        return "−" if self.after is None else ""


def differences(before: str, after: str) -> list[Line]:
    """Every line of both texts, those they share once."""
    old, new = before.splitlines(), after.splitlines()
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    middle = _compared(old[start : len(old) - end], new[start : len(new) - end], start)
    return [
        *_same(old[:start], 0, 0),
        *middle,
        *_same(old[len(old) - end :], len(old) - end, len(new) - end),
    ]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines two texts have in common from their beginning."""
    for count, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return count
    return min(len(old), len(new))


def _compared(old: list[str], new: list[str], start: int) -> Iterator[Line]:
    if max(len(old), len(new)) > MOST_COMPARED:
        yield from _removed(old, start)
        yield from _added(new, start)
        return
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from _same(old[i:j], start + i, start + k)
        else:
            yield from _removed(old[i:j], start + i)
            yield from _added(new[k:m], start + k)


def _same(lines: list[str], before: int, after: int) -> Iterator[Line]:
    for index, text in enumerate(lines, 1):
        yield Line(before + index, after + index, text)


def _removed(lines: list[str], before: int) -> Iterator[Line]:
    for index, text in enumerate(lines, 1):
        yield Line(before + index, None, text)


def _added(lines: list[str], after: int) -> Iterator[Line]:
    for index, text in enumerate(lines, 1):
        yield Line(None, after + index, text)


@dataclass(frozen=True)
class Pair:
    """Lines that stand side by side: what was there, and what is there instead."""

    before: Line | None
    after: Line | None

    @property
    def is_same(self) -> bool:
        return self.before is self.after


def side_by_side(lines: Sequence[Line]) -> list[Pair]:
    """A comparison in two columns: runs of what went and what came stand beside each other."""
    pairs: list[Pair] = []
    gone: list[Line] = []
    come: list[Line] = []
    for line in lines:
        if line.sign == "+":
            come.append(line)
        elif line.sign:
            pairs += _paired(gone, come) if come else []
            gone, come = ([line], []) if come else ([*gone, line], come)
        else:
            pairs += [*_paired(gone, come), Pair(line, line)]
            gone, come = [], []
    return pairs + _paired(gone, come)


def _paired(gone: list[Line], come: list[Line]) -> list[Pair]:
    return [Pair(before, after) for before, after in zip_longest(gone, come)]
