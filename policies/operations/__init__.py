"""What can be done to policies: one function an operation, one module a noun."""

from policies.operations import (
    access_advisor,
    attachments,
    authorization_details,
    boundaries,
    effective_access,
    group_access,
    inline,
    least_privilege,
    managed,
    simulated_limits,
    simulated_trust,
    simulation,
    takers,
    validation,
    versions,
)

__all__ = [
    "access_advisor",
    "attachments",
    "authorization_details",
    "boundaries",
    "effective_access",
    "group_access",
    "inline",
    "least_privilege",
    "managed",
    "simulated_limits",
    "simulated_trust",
    "simulation",
    "takers",
    "validation",
    "versions",
]
