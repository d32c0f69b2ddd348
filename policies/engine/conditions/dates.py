"""DateEquals and its family: instants, written as ISO 8601 or as seconds since 1970."""

import operator
import re
from calendar import isleap

from ..comparing import no_value, some_value

NANOSECONDS = 1_000_000_000
_LONGEST_YEAR = 292_278_993

_EPOCH = re.compile(r"(-?)([0-9]{1,19})(?:\.([0-9]{1,9}))?")
_ISO = re.compile(
    r"([+-]?[0-9]{4,9})(?:-([0-9]{2})(?:-([0-9]{2})(?:[Tt]"
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"(?:([Zz])|([+-])([0-9]{2})(?::([0-9]{2}))?)?)?)?)?"
)
_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
_DAYS_BEFORE_1970 = 719_162


def instant(text: str) -> int | None:
    """Nanoseconds since 1970 in UTC, or None for a text that is no date.

    A whole number is seconds, also one of four digits; a date without a time is midnight UTC.
    """
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        sign = -1 if epoch[1] == "-" else 1
        return sign * (int(epoch[2]) * NANOSECONDS + _fraction(epoch[3]))
    iso = _ISO.fullmatch(text)
    return _iso_instant(iso) if iso else None


def _iso_instant(iso: re.Match[str]) -> int | None:
    year, month, day = int(iso[1]), int(iso[2] or 1), int(iso[3] or 1)
    hour, minute, second = int(iso[4] or 0), int(iso[5] or 0), int(iso[6] or 0)
    offset = _offset_seconds(iso)
    if offset is None or not _is_day(year, month, day):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    seconds = _days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
    return seconds * NANOSECONDS + _fraction(iso[7])


def _offset_seconds(iso: re.Match[str]) -> int | None:
    hours, minutes = int(iso[10] or 0), int(iso[11] or 0)
    if hours > 23 or minutes > 59:
        return None
    return (hours * 3_600 + minutes * 60) * (-1 if iso[9] == "-" else 1)


def _fraction(digits: str | None) -> int:
    return int((digits or "0").ljust(9, "0"))


def _is_day(year: int, month: int, day: int) -> bool:
    if abs(year) > _LONGEST_YEAR or not 1 <= month <= 12:
        return False
    leap_day = month == 2 and isleap(year)
    longest = _DAYS_BEFORE_MONTH[month] - _DAYS_BEFORE_MONTH[month - 1] + leap_day
    return 1 <= day <= longest


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970; Python's own calendar ends at the year 9999, AWS's does not."""
    before = year - 1
    leap_days = before // 4 - before // 100 + before // 400
    leap_day_passed = month > 2 and isleap(year)
    in_year = _DAYS_BEFORE_MONTH[month - 1] + leap_day_passed + day - 1
    return before * 365 + leap_days + in_year - _DAYS_BEFORE_1970


equals = some_value(instant, operator.eq)
not_equals = no_value(instant, operator.eq)
less_than = some_value(instant, operator.lt)
less_than_or_equals = some_value(instant, operator.le)
greater_than = some_value(instant, operator.gt)
greater_than_or_equals = some_value(instant, operator.ge)
