"""What can be done to identities: one function an operation, one module a noun."""

from accounts.operations import access_keys, account, events, groups, login_profiles, sts, users

__all__ = ["access_keys", "account", "events", "groups", "login_profiles", "sts", "users"]
