"""The rows of the directory: who is in it, and what happened. No rules here."""

from accounts.models.access_key import AccessKey
from accounts.models.account import Account
from accounts.models.base import NameKey, new_unique_id
from accounts.models.event import Event
from accounts.models.group import Group, GroupMembership
from accounts.models.login_profile import LoginProfile
from accounts.models.provider import (
    IssuerKey,
    OpenIDConnectProvider,
    SAMLPrivateKey,
    SAMLProvider,
    TokenIssuer,
    UsedAssertion,
)
from accounts.models.role import InstanceProfile, Role
from accounts.models.session import ConsoleSession, SignInAttempt
from accounts.models.user import User

__all__ = [
    "AccessKey",
    "Account",
    "ConsoleSession",
    "Event",
    "Group",
    "GroupMembership",
    "InstanceProfile",
    "IssuerKey",
    "LoginProfile",
    "NameKey",
    "OpenIDConnectProvider",
    "Role",
    "SAMLPrivateKey",
    "SAMLProvider",
    "SignInAttempt",
    "TokenIssuer",
    "UsedAssertion",
    "User",
    "new_unique_id",
]
