"""Patterns with `?`: between two stars, the runs of letters keep their distance."""

from collections.abc import Sequence
from dataclasses import dataclass

# How much is tried place by place before all places of a text are looked at together.
_TRIES = 256
_FEW_PLACES = 64
_NEAR = (1 << 60) - 1


@dataclass(frozen=True, slots=True)
class Gapped:
    """Text with `?` in it: the runs between the gaps, each with its offset."""

    length: int
    runs: tuple[tuple[int, str], ...]

    def stands_at(self, text: str, position: int) -> bool:
        for offset, run in self.runs:  # noqa: SIM110  # a generator costs twice the time here
            if not text.startswith(run, position + offset):
                return False
        return True


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
        search = _Search(text)
        for piece in self.pieces[1:-1]:
            found = search.first(piece, position, end)
            if found < 0:
                return False
            position = found + piece.length
        return True


@dataclass(slots=True)
class _Search:
    """Looks for one piece after the other: place by place, and for long together, at all places."""

    text: str
    tries: int = _TRIES
    places: "_Places | None" = None

    def first(self, piece: Gapped, start: int, end: int) -> int:
        """The first place between two others where a piece fits, or -1."""
        last = end - piece.length
        if start > last or not piece.runs:
            return start if start <= last else -1
        offset, run = piece.runs[0]
        self.tries += len(piece.runs)
        while self.tries > 0:
            start = self.text.find(run, start + offset, last + offset + len(run)) - offset
            if start < 0 or piece.stands_at(self.text, start):
                return max(start, -1)
            self.tries -= len(piece.runs)
            start += 1
        if self.places is None:
            self.places = _Places(self.text)
        found = self.places.first(piece, start)
        return found if found <= last else -1


class _Places(dict[str, int]):
    """Where the runs of a pattern stand in a text: a long number for each, a bit a place.

    A step over all places is then one operation. Trying place after place would cost the product
    of both lengths.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters: dict[str, list[int]] = {}
        for place, letter in enumerate(text):
            self.letters.setdefault(letter, []).append(place)

    def first(self, piece: Gapped, start: int) -> int:
        """The first place from there on where a piece fits, or -1."""
        fitting = -1
        for offset, run in piece.runs:
            fitting &= self[run] >> (start + offset)
            if not fitting:
                return -1
        # The lowest bit is most often near, and a short number is quicker to look at.
        fitting = fitting & _NEAR or fitting
        return start + (fitting & -fitting).bit_length() - 1

    def __missing__(self, run: str) -> int:
        self[run] = places = self._places_of(run)
        return places

    def _places_of(self, run: str) -> int:
        """Where its rarest letter says, or where its two halves stand one behind the other."""
        if len(run) == 1:
            return _bits(self.letters.get(run, ()))
        rarest = min(set(run), key=lambda letter: len(self.letters.get(letter, ())))
        offset, standing = run.index(rarest), self.letters.get(rarest, ())
        if len(standing) <= 4 * len(run):
            starts = [place - offset for place in standing if place >= offset]
            return _bits([start for start in starts if self.text.startswith(run, start)])
        half = len(run) // 2
        return self[run[:half]] & self[run[half:]] >> half


def _bits(places: Sequence[int]) -> int:
    """A number with a bit set for each of these places, the last of which is the highest."""
    if len(places) < _FEW_PLACES:
        bits = 0
        for place in places:
            bits |= 1 << place
        return bits
    digits = bytearray(b"0" * (places[-1] + 1))
    for place in places:
        digits[-1 - place] = ord("1")
    return int(bytes(digits), 2)
