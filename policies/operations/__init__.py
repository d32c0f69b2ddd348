"""What can be done to policies: one function an operation, one module a noun."""

from policies.operations import (
    attachments,
    boundaries,
    inline,
    managed,
    simulation,
    validation,
    versions,
)

__all__ = ["attachments", "boundaries", "inline", "managed", "simulation", "validation", "versions"]
