"""The rows of the directory: who is in it, and what happened. No rules here."""

from accounts.models.access_key import AccessKey
from accounts.models.account import Account
from accounts.models.base import NameKey, new_unique_id
from accounts.models.certificate import ServerCertificate, SigningCertificate
from accounts.models.check_snooze import CheckSnooze
from accounts.models.delegation import DelegationRequest
from accounts.models.draft import Draft
from accounts.models.event import Event
from accounts.models.group import Group, GroupMembership
from accounts.models.job import JobState
from accounts.models.login_profile import LoginProfile
from accounts.models.mail import Mail
from accounts.models.mfa import EnrolmentLink, MFADevice, RecoveryCode
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
from accounts.models.reminder import Reminder, ReminderPolicy
from accounts.models.report import AccessReport, CredentialReport, LastUse
from accounts.models.role import InstanceProfile, Role
from accounts.models.service_specific_credential import ServiceSpecificCredential
from accounts.models.session import ConsoleSession, KnownNetwork, RecentRole, SignInAttempt
from accounts.models.ssh_public_key import SSHPublicKey
from accounts.models.table_view import TableView
from accounts.models.trail import TrailSeal, TrailStart
from accounts.models.user import User

__all__ = [
    "AccessKey",
    "AccessReport",
    "Account",
    "CheckSnooze",
    "ConsoleSession",
    "CredentialReport",
    "DelegationRequest",
    "Draft",
    "EnrolmentLink",
    "Event",
    "ForgottenPassword",
    "FormerPassword",
    "Group",
    "GroupMembership",
    "InstanceProfile",
    "IssuerKey",
    "JobState",
    "KnownNetwork",
    "LastUse",
    "LoginProfile",
    "MFADevice",
    "Mail",
    "NameKey",
    "OpenIDConnectProvider",
    "PasswordLink",
    "PasswordPolicy",
    "RecentRole",
    "RecoveryCode",
    "Reminder",
    "ReminderPolicy",
    "Role",
    "SAMLPrivateKey",
    "SAMLProvider",
    "SSHPublicKey",
    "ServerCertificate",
    "ServiceSpecificCredential",
    "SignInAttempt",
    "SigningCertificate",
    "TableView",
    "TokenIssuer",
    "TrailSeal",
    "TrailStart",
    "UsedAssertion",
    "User",
    "new_unique_id",
]
