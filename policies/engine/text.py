"""Places in a text: where a thing stood, as offset, line and column."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Text:
    """A document's characters, able to say on which line an offset lies."""

    source: str

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        found = self.source.find("\n")
        while found >= 0:
            starts.append(found + 1)
            found = self.source.find("\n", found + 1)
        return starts

    def line(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        return bisect_right(self._line_starts, offset)

    def column(self, offset: int) -> int:
        """The column of an offset, counted from 1."""
        return offset - self._line_starts[self.line(offset) - 1] + 1


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text: offsets count from 0, `end` is the first offset behind it."""

    text: Text
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.text.line(self.start)

    @property
    def column(self) -> int:
        return self.text.column(self.start)

    @property
    def end_line(self) -> int:
        return self.text.line(self.end)

    @property
    def end_column(self) -> int:
        return self.text.column(self.end)

    @property
    def source(self) -> str:
        """The characters that stood there."""
        return self.text.source[self.start : self.end]

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"
