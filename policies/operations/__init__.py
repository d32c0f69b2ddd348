"""What can be done to policies: one function an operation, one module a noun."""

from policies.operations import (
    access_advisor,
    attachments,
    authorization_details,
    boundaries,
    inline,
    managed,
    simulation,
    validation,
    versions,
)

__all__ = [
    "access_advisor",
    "attachments",
    "authorization_details",
    "boundaries",
    "inline",
    "managed",
    "simulation",
    "validation",
    "versions",
]
