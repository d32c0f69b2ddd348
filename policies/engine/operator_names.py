"""The names of condition operators: which are known, and what type they compare."""

from dataclasses import dataclass
from functools import lru_cache

QUALIFIERS = ("ForAllValues", "ForAnyValue")
IF_EXISTS = "IfExists"

_COMPARISONS = ("Equals", "NotEquals")
_ORDERS = ("LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")

# What an operator compares, by its name without qualifier and suffix.
FAMILIES: dict[str, str] = {
    **{f"String{how}": "String" for how in (*_COMPARISONS, "Like", "NotLike")},
    **{f"String{how}IgnoreCase": "String" for how in _COMPARISONS},
    **{f"Numeric{how}": "Numeric" for how in (*_COMPARISONS, *_ORDERS)},
    **{f"Date{how}": "Date" for how in (*_COMPARISONS, *_ORDERS)},
    **{f"Arn{how}": "ARN" for how in (*_COMPARISONS, "Like", "NotLike")},
    "Bool": "Bool",
    "BinaryEquals": "Binary",
    "IpAddress": "IPAddress",
    "NotIpAddress": "IPAddress",
    "Null": "Null",
}


@dataclass(frozen=True, slots=True)
class OperatorName:
    """A known operator, taken apart."""

    qualifier: str  # ForAllValues, ForAnyValue or nothing
    base: str
    has_if_exists: bool

    @property
    def family(self) -> str:
        """Give the type of value it compares."""
        return FAMILIES[self.base]

    @property
    def is_negated(self) -> bool:
        """Say whether it matches when the values differ."""
        return "Not" in self.base

    def __str__(self) -> str:
        prefix = f"{self.qualifier}:" if self.qualifier else ""
        return f"{prefix}{self.base}{IF_EXISTS if self.has_if_exists else ''}"


@lru_cache(maxsize=1024)
def read_operator(written: str) -> OperatorName | None:
    """Take an operator apart; nothing when no operator has this name."""
    prefix, colon, rest = written.rpartition(":")
    if prefix not in ("", *QUALIFIERS) or (colon and not prefix):
        return None
    base = rest.removesuffix(IF_EXISTS)
    return OperatorName(prefix, base, base != rest) if base in FAMILIES else None


def every_operator() -> tuple[str, ...]:
    """Give every name an operator may be written by."""
    prefixes = ("", *(f"{qualifier}:" for qualifier in QUALIFIERS))
    suffixes = ("", IF_EXISTS)
    return tuple(
        f"{prefix}{base}{suffix}" for prefix in prefixes for base in FAMILIES for suffix in suffixes
    )
