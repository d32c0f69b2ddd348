"""Values of conditions, against what Python itself knows of dates, numbers and text."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.conditions.binary import equals as binary_equals
from policies.engine.conditions.dates import NANOSECONDS, instant
from policies.engine.conditions.numbers import number
from policies.engine.conditions.strings import folded

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda m: timezone(timedelta(minutes=m)))


def nanoseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1) * 1_000


@given(st.datetimes(timezones=ZONES))
def test_instants_are_those_of_python(moment: datetime) -> None:
    assert instant(moment.isoformat()) == nanoseconds(moment)


@given(st.datetimes())
def test_an_instant_without_a_zone_is_in_utc(moment: datetime) -> None:
    assert instant(moment.isoformat()) == nanoseconds(moment.replace(tzinfo=UTC))


@given(st.dates())
def test_a_day_begins_at_midnight(day: datetime) -> None:
    assert instant(day.isoformat()) == instant(f"{day.isoformat()}T00:00:00Z")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-03", "2026-03-01"),
        ("+2026", "2026-01-01"),
        ("-5", "1969-12-31T23:59:55Z"),
        ("1.5", "1970-01-01T00:00:01.500000000Z"),
        ("-0.25", "1969-12-31T23:59:59.75Z"),
        ("2026-01-01T23:59:59+23:59", "2026-01-01T00:00:59Z"),
        ("2026-01-01T00:00-05", "2026-01-01T05:00:00Z"),
        ("2026", "1970-01-01T00:33:46Z"),
        ("+002026-01-01", "2026-01-01"),
        ("0000-03-01", "-62162035200"),
        ("292278993-12-31T23:59:59.999999999Z", "9223372017129599.999999999"),
    ],
)
def test_an_instant_written_otherwise_is_the_same(text: str, same: str) -> None:
    assert instant(text) is not None
    assert instant(text) == instant(same)


@pytest.mark.parametrize(
    "text",
    ["292278994-01-01", "2026-04-31", "1900-02-29", "2026-01-01T00:00:00+00:60", "2026-01-01T1:00",
     "2026-01-01T00", "2026-01-01 00:00:00", "1e3", "+5", "", "-",
     "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00.Z"],
)  # fmt: skip
def test_what_is_no_instant_is_none(text: str) -> None:
    assert instant(text) is None


def test_fractions_are_counted_in_nanoseconds() -> None:
    second = instant("2026-01-01T00:00:00Z")
    assert second is not None
    assert instant("2026-01-01T00:00:00.5Z") == second + NANOSECONDS // 2
    assert instant("2026-01-01T00:00:00.000000001Z") == second + 1


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_are_those_of_python(value: Decimal) -> None:
    if abs(value.adjusted()) < 999_999:
        assert number(str(value)) == value


@given(st.text("0123456789.+-eE_ xN", max_size=6))
def test_a_number_is_a_number_or_none(text: str) -> None:
    found = number(text)
    assert found is None or (found.is_finite() and found == Decimal(text))


@given(st.text())
def test_folding_keeps_the_length_and_ignores_case(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)
    if text.isascii():
        assert folded(text.upper()) == folded(text)


def test_letters_outside_ascii_fold_to_those_inside() -> None:
    kelvin = "\N{KELVIN SIGN}"
    assert folded(kelvin) == folded("k") == folded("K")


@given(st.binary(max_size=20))
def test_bytes_are_compared_as_bytes(value: bytes) -> None:
    meets = binary_equals((base64.b64encode(value).decode(),), True)
    assert meets(value.decode("utf-8", "surrogateescape"), {})
    assert not meets(value.decode("utf-8", "surrogateescape") + "x", {})


def test_half_a_character_equals_nothing() -> None:
    assert not binary_equals(("",), True)("\ud800", {})
