"""The rows of the directory: who is in it, and what happened. No rules here."""

from accounts.models.access_key import AccessKey
from accounts.models.account import Account
from accounts.models.base import NameKey, new_unique_id
from accounts.models.certificate import ServerCertificate, SigningCertificate
from accounts.models.delegation import DelegationRequest
from accounts.models.event import Event
from accounts.models.group import Group, GroupMembership
from accounts.models.login_profile import LoginProfile
from accounts.models.mfa import MFADevice, RecoveryCode
from accounts.models.password import (
    ForgottenPassword,
    FormerPassword,
    PasswordLink,
    PasswordPolicy,
)
from accounts.models.provider import (
    IssuerKey,
    OpenIDConnectProvider,
    SAMLPrivateKey,
    SAMLProvider,
    TokenIssuer,
    UsedAssertion,
)
from accounts.models.report import AccessReport, CredentialReport, LastUse
from accounts.models.role import InstanceProfile, Role
from accounts.models.service_specific_credential import ServiceSpecificCredential
from accounts.models.session import ConsoleSession, SignInAttempt
from accounts.models.ssh_public_key import SSHPublicKey
from accounts.models.user import User

__all__ = [
    "AccessKey",
    "AccessReport",
    "Account",
    "ConsoleSession",
    "CredentialReport",
    "DelegationRequest",
    "Event",
    "ForgottenPassword",
    "FormerPassword",
    "Group",
    "GroupMembership",
    "InstanceProfile",
    "IssuerKey",
    "LastUse",
    "LoginProfile",
    "MFADevice",
    "NameKey",
    "OpenIDConnectProvider",
    "PasswordLink",
    "PasswordPolicy",
    "RecoveryCode",
    "Role",
    "SAMLPrivateKey",
    "SAMLProvider",
    "SSHPublicKey",
    "ServerCertificate",
    "ServiceSpecificCredential",
    "SignInAttempt",
    "SigningCertificate",
    "TokenIssuer",
    "UsedAssertion",
    "User",
    "new_unique_id",
]
