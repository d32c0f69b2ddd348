"""The field types of identity operations: one place for every limit IAM sets.

Names are those of the shapes in AWS's own service model (`userNameType` is `UserName`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from iamconsole.fields import (
    Choice,
    Count,
    Flag,
    ListOf,
    MapOf,
    Moment,
    Secret,
    Structure,
    Text,
    Unrecorded,
)

_NAME = r"[\w+=,.@-]+"
_NAME_HINT = "Use letters, digits and the characters + = , . @ _ - only."
_PATH = r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"
_PATH_HINT = "Must begin and end with a slash, such as /engineering/."
_TAG_CHARACTERS = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]"
_TAG_HINT = "Use letters, digits, spaces and the characters _ . : / = + - @ only."
_PRINTABLE = r"[\u0009\u000A\u000D\u0020-\u00FF]+"

TagKey = Annotated[str, Text(min=1, max=128, pattern=f"{_TAG_CHARACTERS}+", hint=_TAG_HINT)]
TagValue = Annotated[str, Text(max=256, pattern=f"{_TAG_CHARACTERS}*", hint=_TAG_HINT)]


@dataclass(frozen=True)
class Tag:
    """A label: what it says, and about what."""

    key: TagKey
    value: TagValue


# What the overview looks at, by the risk of it.
CHECKS = (
    "root_has_no_access_keys",
    "root_has_mfa",
    "open_roles",
    "no_mfa",
    "everything_allowed",
    "users_passing_roles",
    "roles_passing_roles",
    "locked_out",
    "old_keys",
    "unused_keys",
    "unused_passwords",
    "unused_roles",
    "administrator_exists",
    "password_policy_is_set",
    "groups_are_used",
    "alias_is_set",
)
# The tags of a user that have fields of their own: where mail goes, and what people say.
EMAIL_TAG = "email"
DISPLAY_NAME_TAG = "display-name"


def tagged(tags: Mapping[str, object], key: str) -> str:
    """What a tag says, however its key is written; "" where there is none."""
    wanted = key.lower()
    return next((str(value) for held, value in tags.items() if held.lower() == wanted), "")


UserName = Annotated[str, Text(min=1, max=64, pattern=_NAME, hint=_NAME_HINT)]
ExistingUserName = Annotated[str, Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT)]
GroupName = Annotated[str, Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT)]
RoleName = Annotated[str, Text(min=1, max=64, pattern=_NAME, hint=_NAME_HINT)]
RoleDescription = Annotated[
    str,
    Text(
        max=1000,
        pattern=r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*",
        hint="Only printable characters up to U+00FF can stand here.",
    ),
]
RoleSessionDuration = Annotated[int, Count(min=3600, max=43200)]
InstanceProfileName = Annotated[str, Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT)]
LinkedServiceName = Annotated[str, Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT)]
CustomSuffix = Annotated[str, Text(min=1, max=64, pattern=_NAME, hint=_NAME_HINT)]
DeletionTaskId = Annotated[str, Text(min=1, max=1000)]
Path = Annotated[str, Text(min=1, max=512, pattern=_PATH, hint=_PATH_HINT)]
PathPrefix = Annotated[
    str,
    Text(min=1, max=512, pattern=r"\u002F[\u0021-\u007F]*", hint="Must begin with a slash."),
]
Marker = Annotated[
    str, Text(min=1, max=320, pattern=r"[\u0020-\u00FF]+", hint="This is not a marker.")
]
MaxItems = Annotated[int, Count(min=1, max=1000)]
Tags = Annotated[tuple[Tag, ...], ListOf(item=Structure(Tag), max=50)]
TagKeys = Annotated[
    tuple[str, ...],
    ListOf(item=Text(min=1, max=128, pattern=f"{_TAG_CHARACTERS}+", hint=_TAG_HINT), max=50),
]
Arn = Annotated[str, Text(min=20, max=2048)]
AccessKeyId = Annotated[str, Text(min=16, max=128, pattern=r"[\w]+")]
Status = Annotated[str, Choice(("Active", "Inactive", "Expired"))]
KeyDescription = Annotated[str, Text(max=256)]
KeyLifetimeDays = Annotated[int, Count(min=1, max=3650)]
KeyExpiry = Annotated[datetime, Moment()]
AccountAlias = Annotated[
    str,
    Text(
        min=3,
        max=63,
        pattern=r"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
        hint="Use small letters, digits and single hyphens; begin and end with no hyphen.",
    ),
]
EventText = Annotated[str, Text(max=2048)]
EventMoment = Annotated[datetime, Moment()]
EventId = Annotated[
    str,
    Text(
        min=36,
        max=36,
        pattern=r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        hint="This is not the ID of an event.",
    ),
]
SearchText = Annotated[str, Text(max=200)]
Sorting = Annotated[str, Choice(("name", "-name", "created", "-created", "match"))]
PageNumber = Annotated[int, Count(min=1, max=400)]
PageSize = Annotated[int, Count(min=1, max=200)]
AccountId = Annotated[
    str, Text(min=12, max=12, pattern=r"[0-9]{12}", hint="Must be 12 digits, without hyphens.")
]
Password = Annotated[str, Secret(min=1, max=128, pattern=_PRINTABLE)]
MinimumPasswordLength = Annotated[int, Count(min=6, max=128)]
MaxPasswordAge = Annotated[int, Count(min=1, max=1095)]
PasswordReusePrevention = Annotated[int, Count(min=1, max=24)]
YesOrNo = Annotated[bool, Flag()]
ReminderDays = Annotated[int, Count(min=0, max=1095)]
RepeatDays = Annotated[int, Count(min=1, max=365)]
EscalationCount = Annotated[int, Count(min=0, max=100)]

VirtualMFADeviceName = Annotated[str, Text(min=1, pattern=_NAME, hint=_NAME_HINT)]
SerialNumber = Annotated[str, Text(min=9, max=256, pattern=r"[\w+=/:,.@-]+")]
AuthenticationCode = Annotated[
    str, Secret(min=6, max=6, pattern=r"[\d]+", hint="Must be the 6 digits the device shows.")
]
TokenSeed = Annotated[
    str,
    Secret(
        min=26,
        max=104,
        pattern="[A-Za-z2-7]+=*",
        hint="Write the seed in base32: letters and the digits 2 to 7, 26 of them or more.",
    ),
]
TokenList = Annotated[str, Unrecorded(min=1, max=1_000_000)]
SecurityKeyName = Annotated[str, Text(min=1, max=64, pattern=_NAME, hint=_NAME_HINT)]
SecurityKeyState = Annotated[str, Unrecorded(min=1, max=1024)]
SecurityKeyAnswer = Annotated[str, Unrecorded(min=1, max=16_384)]
ConsoleSessionId = Annotated[
    str,
    Text(min=32, max=32, pattern=r"[0-9a-f]{32}", hint="This is not the ID of a session."),
]
AssignmentStatus = Annotated[str, Choice(("Assigned", "Unassigned", "Any"))]

ServerCertificateName = Annotated[str, Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT)]
CertificateBody = Annotated[str, Unrecorded(min=1, max=16_384, pattern=_PRINTABLE)]
CertificateChain = Annotated[str, Unrecorded(min=1, max=2_097_152, pattern=_PRINTABLE)]
CertificateId = Annotated[str, Text(min=24, max=128, pattern=r"[\w]+")]
PrivateKey = Annotated[str, Secret(min=1, max=16_384, pattern=_PRINTABLE)]
PublicKeyMaterial = Annotated[str, Unrecorded(min=1, max=16_384, pattern=_PRINTABLE)]
PublicKeyId = Annotated[str, Text(min=20, max=128, pattern=r"[\w]+")]
PublicKeyEncoding = Annotated[str, Choice(("SSH", "PEM"))]
ServiceName = Annotated[str, Text()]
ServiceSpecificCredentialId = Annotated[str, Text(min=20, max=128, pattern=r"[\w]+")]
CredentialAgeDays = Annotated[int, Count(min=1, max=36_600)]

ProviderUrl = Annotated[str, Text(min=1, max=255)]
ClientID = Annotated[str, Text(min=1, max=255)]
ClientIDs = Annotated[tuple[str, ...], ListOf(item=Text(min=1, max=255), max=1000)]
Thumbprints = Annotated[tuple[str, ...], ListOf(item=Text(min=40, max=40), max=1000)]
JSONWebKeySet = Annotated[str, Unrecorded(min=2, max=65_536)]
SAMLMetadataDocument = Annotated[str, Unrecorded(min=1000, max=10_000_000)]
SAMLProviderName = Annotated[
    str,
    Text(min=1, max=128, pattern=r"[\w._-]+", hint="Use letters, digits and . _ - only."),
]
SAMLPrivateKeyId = Annotated[str, Text(min=22, max=64, pattern=r"[A-Z0-9]+")]
AssertionEncryptionMode = Annotated[str, Choice(("Required", "Allowed"))]

_SESSION_NAME = r"[\w+=,.@-]*"
_POLICY_TEXT = r"[\u0009\u000A\u000D\u0020-\u00FF]+"


_STS_ARN = r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"
StsArn = Annotated[str, Text(min=20, max=2048, pattern=_STS_ARN)]


@dataclass(frozen=True)
class PolicyDescriptor:
    """A managed policy that is to cut a session's rights."""

    descriptor_arn: StsArn | None = None


@dataclass(frozen=True)
class ProvidedContext:
    """What another identity service asserts of whoever takes on a role."""

    provider_arn: StsArn | None = None
    context_assertion: Annotated[str, Text(min=4, max=2048)] | None = None


EntityPath = Annotated[
    str,
    Text(
        min=19,
        max=427,
        pattern=r"^o-[0-9a-z]{10,32}\/r-[0-9a-z]{4,32}[0-9a-z-\/]*",
        hint="Must be the path of a part of an organization, such as o-a1b2c3d4e5/r-f6g7h8i9/…",
    ),
]
OrganizationsPolicyId = Annotated[str, Text(pattern=r"^p-[0-9a-zA-Z_]{8,128}$")]
AccessSorting = Annotated[
    str,
    Choice(
        (
            "SERVICE_NAMESPACE_ASCENDING",
            "SERVICE_NAMESPACE_DESCENDING",
            "LAST_AUTHENTICATED_TIME_ASCENDING",
            "LAST_AUTHENTICATED_TIME_DESCENDING",
        )
    ),
]
EndpointTokenVersion = Annotated[str, Choice(("v1Token", "v2Token"))]
AccountProperties = Annotated[
    Mapping[str, str],
    MapOf(
        key=Text(min=1, max=50, pattern=r"^[A-Za-z][A-Za-z0-9/_-]*$"),
        value=Text(min=1, max=1024),
    ),
]
TemplateVersion = Annotated[int, Count(min=0, max=2_147_483_647)]


@dataclass(frozen=True)
class Replacement:
    """What stands in for one parameter of a role template."""

    values: Annotated[tuple[str, ...], ListOf(item=Text(), min=1, max=20)]


Replacements = Annotated[
    Mapping[str, Replacement], MapOf(key=Text(), value=Structure(Replacement), max=30)
]
_MESSAGE = r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]"


@dataclass(frozen=True)
class PolicyParameter:
    """A parameter of a policy template."""

    name: Annotated[str, Text(min=5, max=256, pattern=r"[ -~]+")] | None = None
    values: Annotated[tuple[str, ...], ListOf(item=Text(pattern=r"[ -~]+"), max=100)] | None = None
    type: Annotated[str, Choice(("string", "stringList"))] | None = None


@dataclass(frozen=True)
class DelegationPermission:
    """The policy that is asked for."""

    policy_template_arn: Arn | None = None
    parameters: (
        Annotated[tuple[PolicyParameter, ...], ListOf(item=Structure(PolicyParameter), max=50)]
        | None
    ) = None


DelegationPermissions = Annotated[DelegationPermission, Structure(DelegationPermission)]
DelegationRequestId = Annotated[str, Text(min=16, max=128, pattern=r"[\w-]+")]
DelegationText = Annotated[str, Text(max=1000, pattern=f"{_MESSAGE}*")]
DelegationDuration = Annotated[int, Count(min=300, max=43200)]
RequestMessage = Annotated[str, Text(max=200, pattern=f"{_MESSAGE}*")]
WorkflowId = Annotated[str, Text(min=5, max=400, pattern=f"{_MESSAGE}+")]
Notes = Annotated[str, Text(max=500, pattern=f"{_MESSAGE}*")]
NotificationChannel = Annotated[str, Text(min=2, max=400, pattern=r"^[a-zA-Z0-9:_.-]+$")]
OwnerAccountId = Annotated[str, Text(pattern=r"\d{12}")]
OwnerId = Annotated[str, Text(min=20, max=2048, pattern=r"^[a-zA-Z0-9:/+=,.@_-]+$")]
RedirectUrl = Annotated[
    str,
    Text(
        min=1,
        max=255,
        pattern=r"^http(s?)://[a-zA-Z0-9._/-]*(\?[a-zA-Z0-9._=&-]*)?(#[a-zA-Z0-9._/-]*)?$",
    ),
]
Locale = Annotated[str, Text(min=2, max=12)]
TradeInToken = Annotated[str, Secret()]
JobId = Annotated[str, Text(min=36, max=36)]
Granularity = Annotated[str, Choice(("SERVICE_LEVEL", "ACTION_LEVEL"))]
ServiceNamespace = Annotated[str, Text(min=1, max=64, pattern=r"[\w-]*")]
ServiceNamespaces = Annotated[
    tuple[str, ...], ListOf(item=Text(min=1, max=64, pattern=r"[\w-]*"), min=1, max=200)
]
CredentialState = Annotated[str, Choice(("any", "none", "old", "unused"))]
Presence = Annotated[str, Choice(("any", "none"))]
UserStatus = Annotated[str, Choice(("active", "disabled"))]
CheckName = Annotated[str, Choice(CHECKS)]
SnoozeReason = Annotated[str, Text(min=1, max=256)]
HeldTrait = Annotated[str, Choice(("GrantsAdministration", "PassesAnyRole"))]
PasswordPresence = Annotated[str, Choice(("any", "none", "expired"))]
AgeInDays = Annotated[int, Count(min=1, max=3650)]
SearchedPath = Annotated[str, Text(max=512)]
SearchedGroup = Annotated[str, Text(max=128)]
SearchedPolicy = Annotated[str, Text(max=2048)]
SearchedTag = Annotated[str, Text(max=400)]

FederatedName = Annotated[str, Text(min=2, max=32, pattern=_SESSION_NAME, hint=_NAME_HINT)]
RoleSessionName = Annotated[str, Text(min=2, max=64, pattern=_SESSION_NAME, hint=_NAME_HINT)]
SourceIdentity = Annotated[str, Text(min=2, max=64, pattern=_SESSION_NAME, hint=_NAME_HINT)]
ExternalId = Annotated[str, Text(min=2, max=1224, pattern=r"[\w+=,.@:\/-]*")]
RoleDuration = Annotated[int, Count(min=900, max=43200)]
TokenDuration = Annotated[int, Count(min=900, max=129600)]
WebIdentityToken = Annotated[str, Secret(min=4, max=20_000)]
ProviderId = Annotated[str, Text(min=4, max=2048)]
Audiences = Annotated[tuple[str, ...], ListOf(item=Text(min=1, max=1000), min=1, max=10)]
IdentityTokenDuration = Annotated[int, Count(min=60, max=3600)]
JWTAlgorithm = Annotated[str, Text(min=5, max=5)]
SAMLAssertion = Annotated[str, Secret(min=4, max=100_000)]
TokenSize = Annotated[int, Count(min=0, max=4096)]
SessionPolicy = Annotated[str, Text(min=1, max=2048, pattern=_POLICY_TEXT)]
UnrestrictedSessionPolicy = Annotated[str, Text(min=1, pattern=_POLICY_TEXT)]
SessionPolicyArns = Annotated[
    tuple[PolicyDescriptor, ...], ListOf(item=Structure(PolicyDescriptor), max=10)
]
MfaSerialNumber = Annotated[str, Text(min=9, max=256, pattern=r"[\w+=/:,.@-]*")]
MfaCode = Annotated[str, Secret(min=6, max=6, pattern=r"[\d]*")]
EncodedMessage = Annotated[str, Text(min=1, max=10240)]
ProvidedContexts = Annotated[
    tuple[ProvidedContext, ...], ListOf(item=Structure(ProvidedContext), min=1, max=5)
]
AnyAccessKeyId = Annotated[str, Text(min=16, max=128, pattern=r"[\w]*")]
RootDuration = Annotated[int, Count(min=0, max=900)]
TargetPrincipal = Annotated[str, Text(min=12, max=2048)]
TaskPolicy = Annotated[PolicyDescriptor, Structure(PolicyDescriptor)]
