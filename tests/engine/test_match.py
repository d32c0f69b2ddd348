"""Wildcards: what they match, and that no pattern is slow."""

import re
import time
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.match import any_of, glob, glob_of
from policies.engine.variables import Literal

PATTERNS = st.text("ab*?", max_size=9)
TEXTS = st.text("ab", max_size=12)


def backtracking(pattern: str, text: str) -> bool:
    """The definition of a wildcard, word for word."""

    @cache
    def fits(place: int, start: int) -> bool:
        if place == len(pattern):
            return start == len(text)
        if pattern[place] == "*":
            return fits(place + 1, start) or (start < len(text) and fits(place, start + 1))
        is_same = start < len(text) and pattern[place] in ("?", text[start])
        return is_same and fits(place + 1, start + 1)

    return fits(0, 0)


@given(PATTERNS, TEXTS)
def test_a_glob_matches_as_defined(pattern: str, text: str) -> None:
    assert glob(pattern).matches(text) == backtracking(pattern, text)


# So long in vain is the first piece tried that all others are looked for at all places at once.
BEFORE, TRIED = "*" + "x?" * 1_000 + "y*", "x" * 2_003 + "y"


@given(PATTERNS, TEXTS, st.sampled_from([1, 30]))
def test_a_glob_matches_as_defined_after_many_tries(pattern: str, text: str, times: int) -> None:
    defined = backtracking(f"*{pattern}", text * times)
    assert glob(BEFORE + pattern).matches(TRIED + text * times) == defined


@given(st.text("ab?", min_size=3, max_size=20), st.text("abc", max_size=20))
def test_runs_of_letters_are_found_among_many_places(piece: str, unit: str) -> None:
    text = "ab" * 40 + unit * 5 + "ba" * 10
    assert glob(f"{BEFORE}{piece}?*").matches(TRIED + text) == backtracking(f"*{piece}?*", text)


@given(st.text("abcdefgh?", min_size=3, max_size=6), st.text("abcdefgh", max_size=60))
def test_runs_of_rare_letters_are_found_where_they_stand(piece: str, text: str) -> None:
    assert glob(f"{BEFORE}{piece}?*").matches(TRIED + text) == backtracking(f"*{piece}?*", text)
    inside = piece.replace("?", "a") + "a"
    assert glob(f"{BEFORE}{piece}?*").matches(TRIED + text + inside + text)


def test_frequent_and_rare_letters_are_found_at_their_distance() -> None:
    assert glob(f"{BEFORE}a?c?*").matches(TRIED + "a" * 80 + "abcd")
    assert not glob(f"{BEFORE}a?c?*").matches(TRIED + "a" * 80 + "bbcd")


def test_halves_of_a_frequent_run_stand_one_behind_the_other() -> None:
    assert glob(f"{BEFORE}ab?c*").matches(TRIED + "a" * 20 + "b" * 20 + "caabxc")
    assert not glob(f"{BEFORE}ab?c*").matches(TRIED + "b" * 20 + "a" * 20 + "baxxc")


def test_a_place_far_behind_is_found_as_well_as_a_near_one() -> None:
    assert glob(f"{BEFORE}a?c*").matches(TRIED + "b" * 200 + "abc")
    assert not glob(f"{BEFORE}a?c*b?b*").matches(TRIED + "b" * 200 + "abc")


def test_a_piece_ends_before_the_end_of_the_pattern_begins() -> None:
    for before, tried in (("", ""), (BEFORE, TRIED)):
        assert not glob(f"{before}*a?c*?c").matches(tried + "zzabc")
        assert glob(f"{before}*a?c*?c").matches(tried + "zzabcxc")


def test_a_piece_begins_behind_the_one_before_it() -> None:
    assert not glob("*a?c*a?c*").matches("xabcabx")
    assert glob("*a?c*a?c*").matches("xabcabxabc")


def words(letters: str, longest: int) -> list[str]:
    """Every text of these letters up to a length."""
    return ["".join(word) for size in range(longest + 1) for word in product(letters, repeat=size)]


def test_every_short_pattern_matches_as_defined() -> None:
    texts = words("ab", 5)
    for pattern in words("ab*?", 5):
        defined = re.compile(pattern.replace("*", ".*").replace("?", "."))
        expected = [text for text in texts if defined.fullmatch(text)]
        assert [text for text in texts if glob(pattern).matches(text)] == expected


@given(st.lists(PATTERNS, max_size=4), TEXTS)
def test_many_globs_match_if_one_does(patterns: list[str], text: str) -> None:
    expected = any(backtracking(pattern, text) for pattern in patterns)
    assert any_of(map(glob, patterns))(text) == expected


@given(PATTERNS, st.text("a*?", max_size=4), TEXTS)
def test_literal_parts_hold_no_wildcards(front: str, literal: str, back: str) -> None:
    pattern = glob_of((front, Literal(literal), "*"))
    assert pattern.matches(front.replace("*", "x").replace("?", "y") + literal + back)
    if "*" not in front:
        assert not pattern.matches("b" * len(front) + "b" * len(literal)) or literal == ""


@given(PATTERNS)
def test_everything_is_a_pattern_of_stars(pattern: str) -> None:
    assert glob(pattern).is_everything == (pattern != "" and set(pattern) == {"*"})


WORST = {
    "stars before a text that is not there": ("*a" * 5_000 + "*b", "a" * 10_000),
    "stars before a text that is there": ("*a" * 4_999 + "*b", "a" * 9_999 + "b"),
    "one long text that almost fits": ("*" + "a" * 5_000 + "b*", "a" * 10_000),
    "stars before a text in the middle": ("*a" * 4_000 + "*b*", "a" * 10_000),
    "question marks alone": ("?" * 5_000 + "*", "a" * 10_000),
}


@pytest.mark.parametrize(("pattern", "text"), WORST.values(), ids=WORST.keys())
def test_no_pattern_is_slow(pattern: str, text: str) -> None:
    assert fastest(pattern, text) < 0.005


LETTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 10_000)))
WORST_GAPS = {
    "gaps in one long piece": ("*" + "a?" * 2_500 + "b*", "a" * 10_000),
    "gaps in many pieces": ("*a?a" * 1_600 + "*b*", "a" * 10_000),
    "gaps between texts of every length": (
        "*" + "?".join("a" * length for length in range(1, 100)) + "b*",
        "a" * 10_000,
    ),
    "gaps after places that almost fit": ("*a?b" * 1_500 + "*", "aaab" * 2_500),
    "gaps between letters of every kind": (
        "*x?y*" + "?*".join(LETTERS[:6_000:2]) + "*",
        "x" * 300 + "zxzy" + LETTERS[:9_000],
    ),
}


@pytest.mark.parametrize(("pattern", "text"), WORST_GAPS.values(), ids=WORST_GAPS.keys())
def test_no_pattern_with_gaps_is_slow(pattern: str, text: str) -> None:
    assert fastest(pattern, text) < 0.02  # a few milliseconds, on a machine with other work


def fastest(pattern: str, text: str) -> float:
    """Seconds of processor time for the best of a few matches: other work on the machine aside."""
    compiled = glob(pattern)
    times = []
    for _ in range(5):
        start = time.process_time()
        compiled.matches(text)
        times.append(time.process_time() - start)
    return min(times)
