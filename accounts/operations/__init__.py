"""What can be done to identities: one function an operation, one module a noun."""

from accounts.operations import (
    access_keys,
    account,
    assume_role,
    credential_reports,
    events,
    groups,
    instance_profiles,
    login_profiles,
    mfa_devices,
    roles,
    service_linked_roles,
    sts,
    users,
)

__all__ = [
    "access_keys",
    "account",
    "assume_role",
    "credential_reports",
    "events",
    "groups",
    "instance_profiles",
    "login_profiles",
    "mfa_devices",
    "roles",
    "service_linked_roles",
    "sts",
    "users",
]
