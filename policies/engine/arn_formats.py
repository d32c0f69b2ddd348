"""The shapes of ARNs the catalogue knows, and which of them a pattern can match."""

from collections import defaultdict
from functools import lru_cache
from typing import TypeAlias

from . import catalog
from .catalog import Action, ResourceType
from .patterns import can_meet

Format: TypeAlias = tuple[str, ...]

FIELDS = 6
# Resources AWS's own policies name rightly, though its reference leaves them out.
_UNLISTED: dict[str, tuple[str, ...]] = {
    "apigateway": ("arn:${Partition}:apigateway:${Region}::/${Path}",),
    "autoscaling": (
        "arn:${Partition}:autoscaling:${Region}:${Account}:scalingPolicy:${Id}:resource/${Target}",
    ),
    "cloudformation": ("arn:${Partition}:cloudformation:${Region}:${Account}:transform/${Name}",),
    "waf": ("arn:${Partition}:waf::${Account}:changetoken/${Token}",),
    "waf-regional": ("arn:${Partition}:waf-regional:${Region}:${Account}:changetoken/${Token}",),
}
LONGEST = 2_048  # no ARN is longer


def fields_of(resource: str) -> Format | None:
    """Give the six fields of an ARN pattern; a star at the end stands for those left out."""
    # Variables first: their names have colons of their own.
    fields = without_variables(resource).split(":", FIELDS - 1)
    if len(fields) < FIELDS:
        if not fields[-1].endswith("*"):
            return None
        fields += ["*"] * (FIELDS - len(fields))
    return tuple(fields)


def without_variables(text: str) -> str:
    """Put a star where a variable stands, as its value may be any text."""
    pieces, start = [], 0
    while (opening := text.find("${", start)) >= 0:
        closing = text.find("}", opening)
        if closing < 0:
            break
        pieces += [text[start:opening], "*"]
        start = closing + 1
    return "".join((*pieces, text[start:]))


@lru_cache(maxsize=8192)
def format_fields(arn: str) -> Format:
    """Give the six fields of an ARN's format, a star for each part that varies."""
    return tuple(without_variables(arn).split(":", FIELDS - 1))


def formats_of(arn_service: str, resource: str) -> tuple[Format, ...]:
    """Give the formats of a service that the last part of an ARN can have."""
    listed = (one.arn for one in catalog.resource_types_in_arn(arn_service))
    formats = map(format_fields, (*listed, *_UNLISTED.get(arn_service, ())))
    return tuple(one for one in formats if _meet(one[-1], resource))


def resource_type_like(action: Action, resource: str) -> ResourceType | None:
    """Give the resource type of an action that an ARN is of, or else the first it takes."""
    types, fields = catalog.resource_types_of(action), fields_of(resource)
    fitting = (one for one in types if fields and _fits(format_fields(one.arn), fields))
    return next(fitting, types[0] if types else None)


@lru_cache(maxsize=65536)
def _meet(left: str, right: str) -> bool:
    return can_meet(left, right)


def action_takes(pattern: str, fields: Format) -> bool:
    """Say whether some action of this pattern takes a resource these fields can match."""
    by_service, service = _formats_of_action(pattern.lower()), fields[2]
    any_service = "*" in service or "?" in service
    # The ARNs of backups are those of what they are copies of: their service is a star.
    services = by_service if any_service else (service, "*")
    known = (one for name in services for one in by_service.get(name, ()))
    return any(_fits(one, fields) for one in known)


def action_takes_only_star(pattern: str) -> bool:
    """Say whether every action of this pattern has no resource of its own."""
    return not _formats_of_action(pattern.lower())


@catalog.remembered(32768)
def _formats_of_action(pattern: str) -> dict[str, frozenset[Format]]:
    found: defaultdict[str, set[Format]] = defaultdict(set)
    for action in catalog.expand(pattern):
        for one in catalog.resource_types_of(action):
            known = format_fields(one.arn)
            found[known[2]].add(known)
    return {service: frozenset(formats) for service, formats in found.items()}


def _fits(known: Format, fields: Format) -> bool:
    # The partition is left out: the catalogue knows resources, not where AWS offers them.
    return all(_meet(one, field) for one, field in zip(known[2:], fields[2:], strict=True))
