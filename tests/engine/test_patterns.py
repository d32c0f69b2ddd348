"""Patterns against patterns, held against every short text there is."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine.match import glob
from policies.engine.nearest import is_slip, nearest
from policies.engine.patterns import can_meet, covers, redundant

TEXTS = ["".join(letters) for length in range(7) for letters in product("ab:", repeat=length)]
PATTERNS = st.text(alphabet="ab:*?", max_size=5)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, PATTERNS)
def test_two_patterns_meet_if_some_text_fits_both(left: str, right: str) -> None:
    # Two patterns that meet at all meet in a text no longer than their letters together.
    both = [text for text in TEXTS if glob(left).matches(text) and glob(right).matches(text)]
    if both or len(left.replace("*", "")) + len(right.replace("*", "")) <= 6:
        assert can_meet(left, right) is bool(both)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, PATTERNS)
def test_a_pattern_covers_another_only_if_it_fits_all_that_fits_it(wide: str, narrow: str) -> None:
    if covers(wide, narrow):
        assert all(glob(wide).matches(text) for text in TEXTS if glob(narrow).matches(text))


def test_of_equal_texts_the_later_is_redundant() -> None:
    assert list(redundant(["a", "b*", "a", "bc"], lambda _: "")) == [(2, 0), (3, 1)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("getobjct", "GetObject"),
        ("GetObejct", "GetObject"),
        ("GetObjects", "GetObject"),
        ("PutObject", "GetObject"),
        ("CreateBucket", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_a_slip_away(written: str, meant: str | None) -> None:
    assert nearest(written, ["GetObject", "ListBuckets"]) == meant


def test_a_slip_is_one_letter() -> None:
    assert is_slip("GetObejct", "GetObject")
    assert is_slip("getobject", "GetObject")
    assert not is_slip("PutObject", "GetObject")
