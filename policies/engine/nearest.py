"""Spelling: which known word did the author probably mean?"""

from collections.abc import Iterable

FURTHEST = 3  # more edits than this is another word, not a slip


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word fewest edits away from this one, or nothing when none is close."""
    wanted = word.lower()
    furthest = min(FURTHEST, max(1, len(wanted) // 3))
    best: tuple[int, str] | None = None
    for candidate in known:
        edits = _edits(wanted, candidate.lower(), furthest)
        if edits <= furthest and (best is None or (edits, candidate) < best):
            best = (edits, candidate)
    return best[1] if best else None


def is_slip(written: str, meant: str) -> bool:
    """Say whether one letter makes the difference, so that nothing else can have been meant."""
    return _edits(written.lower(), meant.lower(), 1) <= 1


def _edits(left: str, right: str, limit: int) -> int:
    """Count insertions, deletions, replacements and swaps; stop counting past the limit."""
    # Cheap bounds first: text from a customer may be long, and the known words are many.
    if abs(len(left) - len(right)) > limit or len(set(left) ^ set(right)) > 2 * limit:
        return limit + 1
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for row, here in enumerate(left, 1):
        current = [row]
        for column, there in enumerate(right, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (here != there))
            if row > 1 and column > 1 and here == right[column - 2] and left[row - 2] == there:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before_last, last = last, current
    return last[-1]
