"""The shape of region names. Regions open often, so the shape is judged and not a list."""

_AREAS = frozenset(
    (
        "af",
        "ap",
        "ca",
        "cn",
        "eu",
        "eu-isoe",
        "eusc-de",
        "il",
        "me",
        "mx",
        "sa",
        "us",
        "us-gov",
        "us-iso",
        "us-isob",
        "us-isof",
    )
)
_DIRECTIONS = frozenset(
    (
        "central",
        "east",
        "north",
        "northeast",
        "northwest",
        "south",
        "southeast",
        "southwest",
        "west",
    )
)


def is_region(text: str) -> bool:
    """Say whether a text has the shape of a region's name: `eu-central-1`."""
    area, _, rest = text.rpartition("-")
    area, _, direction = area.rpartition("-")
    return area in _AREAS and direction in _DIRECTIONS and rest.isascii() and rest.isdigit()
