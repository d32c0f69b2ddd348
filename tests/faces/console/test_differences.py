"""Two texts compared: nothing of either is lost, and no text takes long."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as some

from policies.console.differences import differences

lines = some.lists(some.sampled_from(["{", "}", "a", "b", ""]), max_size=12)


@given(lines, lines)
def test_both_texts_are_there_whole_and_in_order(old: list[str], new: list[str]) -> None:
    found = differences("\n".join(old), "\n".join(new))
    before = [line for line in found if line.before]
    after = [line for line in found if line.after]
    assert [line.text for line in before] == "\n".join(old).splitlines()
    assert [line.text for line in after] == "\n".join(new).splitlines()
    assert [line.before for line in before] == list(range(1, len(before) + 1))
    assert [line.after for line in after] == list(range(1, len(after) + 1))


def test_what_is_the_same_is_shown_once() -> None:
    found = differences("a\nb\nc", "a\nx\nc")
    assert [(line.sign, line.text) for line in found] == [
        ("", "a"),
        ("−", "b"),
        ("+", "x"),
        ("", "c"),
    ]


def test_texts_of_line_ends_do_not_take_long() -> None:
    started = time.perf_counter()
    differences("x" + "\n" * 130_000, "y\n" * 60_000)
    differences("\n".join("ab" * 450), "\n".join("ba" * 450))
    assert time.perf_counter() - started < 5
