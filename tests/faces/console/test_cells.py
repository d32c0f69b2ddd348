"""Small pieces of markup escape what they are given and speak correctly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from iamconsole.console import cells

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=20), "Just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=1460), "1,460 days ago"),
        (timedelta(minutes=-5), "in 5 minutes"),
        (timedelta(days=-1, hours=-2), "in 1 day"),
    ],
)
def test_a_moment_is_said_in_one_unit_and_in_the_right_number(
    passed: timedelta, words: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        assert cells.distance(NOW - passed) == words


def test_a_moment_in_the_midst_of_a_sentence_begins_small() -> None:
    with time_machine.travel(NOW, tick=False):
        assert ">just now</time>" in cells.within(NOW)
        assert ">3 days ago</time>" in cells.within(NOW - timedelta(days=3))
    assert "Never" in cells.within(None)


def test_the_exact_moment_can_be_read_from_the_markup() -> None:
    with time_machine.travel(NOW, tick=False):
        shown = cells.ago(NOW - timedelta(days=3))
    assert 'datetime="2026-11-19T12:00:00+00:00"' in shown
    assert "19 Nov 2026 12:00:00 UTC" in shown


def test_a_moment_that_never_came_is_a_word() -> None:
    assert cells.ago(None) == '<span class="none">Never</span>'


@pytest.mark.parametrize(
    "drawn",
    [
        cells.badge("<b>"),
        cells.link("<b>", "/x", "<b>"),
        cells.code("<b>"),
        cells.none("<b>"),
        cells.copyable("<b>"),
    ],
)
def test_every_cell_escapes_what_it_is_given(drawn: str) -> None:
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn


def test_an_account_number_is_read_in_groups_of_four() -> None:
    assert cells.account_number("123456789012") == "1234-5678-9012"


def test_a_copy_button_says_what_it_copies() -> None:
    assert 'aria-label="Copy the ARN"' in cells.copy_button("arn:aws:iam::1:user/a", "the ARN")
