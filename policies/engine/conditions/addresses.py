"""IpAddress and NotIpAddress: addresses and ranges, compared as numbers."""

import ipaddress
from functools import lru_cache
from typing import NamedTuple

from ..comparing import no_value, some_value

_V4_IN_V6 = 0xFFFF << 32


class Range(NamedTuple):
    """All addresses of a version that agree in their leading bits."""

    version: int
    leading: int
    host_bits: int


@lru_cache(maxsize=4096)
def address_range(text: str) -> Range | None:
    """The range a text in CIDR form means, one address being a range; host bits are dropped.

    An IPv4 address inside IPv6 (`::ffff:a.b.c.d`) is that IPv4 address.
    """
    address_text, slash, length_text = text.partition("/")
    try:
        address = ipaddress.ip_address(address_text)
    except ValueError:
        return None
    if "%" in text or (slash and not _is_length(length_text, address.max_prefixlen)):
        return None
    host_bits = address.max_prefixlen - int(length_text) if slash else 0
    version, number = address.version, int(address)
    if version == 6 and host_bits <= 32 and number >> 32 == _V4_IN_V6 >> 32:
        version, number = 4, number & 0xFFFFFFFF
    return Range(version, number >> host_bits, host_bits)


def _is_length(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= longest


def _is_within(given: Range, allowed: Range) -> bool:
    return (
        given.version == allowed.version
        and given.host_bits <= allowed.host_bits
        and given.leading >> (allowed.host_bits - given.host_bits) == allowed.leading
    )


within = some_value(address_range, _is_within)
not_within = no_value(address_range, _is_within)
