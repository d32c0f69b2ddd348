"""Which texts AWS takes for a date in a condition."""

EARLIEST_YEAR, LATEST_YEAR = -292275054, 292278993
LATEST_SECOND = 9223372036854775807


def is_date(text: str) -> bool:
    """Say whether AWS saves this as a date: ISO 8601, or whole seconds since 1970."""
    lower = text.lower()
    if "t" in lower or "-" in lower:
        return _is_moment(lower)
    return _is_between(lower, 0, LATEST_SECOND)


def _is_moment(text: str) -> bool:
    day, _, time = text.partition("t")
    return _is_day(day) and (not time or _is_time(time))


def _is_day(text: str) -> bool:
    sign = "-" if text.startswith("-") else ""
    year, *rest = text.removeprefix("-").split("-")
    limits = ((1, 12), (1, 31))
    return (
        _is_between(sign + year, EARLIEST_YEAR, LATEST_YEAR)
        and len(rest) <= len(limits)
        and all(_is_between(part, *limit) for part, limit in zip(rest, limits, strict=False))
    )


def _is_time(text: str) -> bool:
    time, zone = _split_zone(text)
    parts = time.split(":")
    last, _, fraction = parts[-1].partition(".")
    limits = ((0, 23), (0, 59), (0, 59))
    return (
        len(parts) <= len(limits)
        and all(
            _is_between(part, *limit)
            for part, limit in zip((*parts[:-1], last), limits, strict=False)
        )
        and (
            "." not in parts[-1]
            or (len(parts) == len(limits) and _is_between(fraction, 0, 999999999))
        )
        and _is_zone(zone)
    )


def _split_zone(text: str) -> tuple[str, str]:
    start = next((place for place, letter in enumerate(text) if letter in "z+-"), len(text))
    return text[:start], text[start:]


def _is_zone(text: str) -> bool:
    if text in ("", "z"):
        return True
    hours, colon, minutes = text[1:].partition(":")
    return (
        text[0] in "+-"
        and len(hours) == 2
        and _is_between(hours, 0, 23)
        and (not colon or (len(minutes) == 2 and _is_between(minutes, 0, 59)))
    )


def _is_between(text: str, least: int, most: int) -> bool:
    digits = text.removeprefix("-")
    # The length first: turning a long text into a number takes time that grows with its square.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 19):
        return False
    return least <= int(text) <= most
