"""Patterns compared with patterns: does one cover another, can the two meet?"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from .match import Glob, glob

# Comparing every entry with every other takes time that grows with the square of their number.
MOST_COMPARED = 50


@lru_cache(maxsize=32768)
def _glob(pattern: str) -> Glob:
    return glob(pattern)


def covers(wide: str, narrow: str) -> bool:
    """Say whether everything the narrow pattern matches is matched by the wide one."""
    # A `*` of the narrow pattern is read as a letter that only a `*` of the wide one takes.
    if "?" in wide and "*" in narrow:
        return False
    return _glob(wide).matches(narrow)


def redundant(texts: Sequence[str], group: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    """Give each text another one covers, with that other; only texts of one group are compared."""
    first: dict[str, int] = {}
    wide: defaultdict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        is_new = first.setdefault(text, at) == at
        if is_new and ("*" in text or "?" in text):
            wide[group(text)].append(at)
    for at, text in enumerate(texts):
        if first[text] != at:
            yield at, first[text]
            continue
        candidates = (*wide["*"], *(wide[group(text)] if group(text) != "*" else ()))
        for other in candidates[:MOST_COMPARED]:
            if other != at and covers(texts[other], text):
                yield at, other
                break


def can_meet(left: str, right: str) -> bool:
    """Say whether some text matches both patterns."""
    if not _has_wildcard(left):
        return _glob(right).matches(left)
    if not _has_wildcard(right):
        return _glob(left).matches(right)
    heads, tails = (_head(left), _head(right)), (_head(left[::-1]), _head(right[::-1]))
    if not (_agree(*heads) and _agree(*tails)):
        return False
    return _walks_meet(left, right)


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text


def _head(pattern: str) -> str:
    return pattern.partition("*")[0].partition("?")[0]


def _agree(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)


def _walks_meet(left: str, right: str) -> bool:
    """Walk both patterns at once.

    Bit j of `reached` says that what was read of `left` can agree with the first j letters of
    `right`, so that one step over all of them is one operation on a number.
    """
    right = _without_repeated_stars(right)
    behind_star, passed_by = _places(right)
    whole = (2 << len(right)) - 1
    reached = 1 | (2 & behind_star)
    for here in left:
        if not reached:
            return False
        if here == "*":
            lowest = reached & -reached
            reached = whole & ~(lowest - 1)
            continue
        stepped = (reached & passed_by.get(here, passed_by[""])) << 1
        reached = stepped | (reached & behind_star)
        reached |= (reached << 1) & behind_star
    return bool(reached >> len(right))


def _places(right: str) -> tuple[int, dict[str, int]]:
    """Give the places just behind a star, and for each letter the places it may stand at."""
    behind_star, wild, plain = 0, 0, 0
    letters: dict[str, int] = {}
    for place, letter in enumerate(right):
        if letter == "*":
            behind_star |= 2 << place
            continue
        plain |= 1 << place
        if letter == "?":
            wild |= 1 << place
        else:
            letters[letter] = letters.get(letter, 0) | 1 << place
    passed_by = {letter: places | wild for letter, places in letters.items()}
    return behind_star, {**passed_by, "?": plain, "": wild}


def _without_repeated_stars(pattern: str) -> str:
    while "**" in pattern:
        pattern = pattern.replace("**", "*")
    return pattern
