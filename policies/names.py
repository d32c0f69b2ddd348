"""The field types of policy operations, named after AWS's shapes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from iamconsole.fields import Choice, Count, ListOf, Moment, Structure, Text

_NAME = r"[\w+=,.@-]+"
_NAME_HINT = "Use letters, digits and the characters + = , . @ _ - only."

PolicyName = Annotated[str, Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT)]
PolicyPath = Annotated[
    str,
    Text(
        min=1,
        max=512,
        pattern=r"((/[A-Za-z0-9\.,\+@=_-]+)*)/",
        hint="Must begin and end with a slash, such as /engineering/.",
    ),
]
_DOCUMENT = Text(
    min=1,
    max=131072,
    pattern=r"[\u0009\u000A\u000D\u0020-\u00FF]+",
    hint="Only characters up to U+00FF can stand in a policy document.",
)
PolicyDocument = Annotated[str, _DOCUMENT]
# A draft may hold anything: what is wrong with it is what the checks are asked for.
DraftDocument = Annotated[str, Text(min=1, max=131072)]
PolicyType = Annotated[
    str,
    Choice(
        (
            "IDENTITY_POLICY",
            "RESOURCE_POLICY",
            "SERVICE_CONTROL_POLICY",
            "RESOURCE_CONTROL_POLICY",
        )
    ),
]
PolicyDescription = Annotated[str, Text(max=1000)]
VersionNote = Annotated[str, Text(max=256)]
VersionId = Annotated[
    str,
    Text(pattern=r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?", hint="Must be a version such as v2."),
]
PolicyScope = Annotated[str, Choice(("All", "AWS", "Local"))]
PolicyUsage = Annotated[str, Choice(("PermissionsPolicy", "PermissionsBoundary"))]
PolicyTrait = Annotated[str, Choice(("GrantsAdministration", "HasFindings"))]
SearchedAction = Annotated[str, Text(max=128)]
SearchedService = Annotated[str, Text(max=64)]
_ENTITY_TYPE = Choice(("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"))
EntityType = Annotated[str, _ENTITY_TYPE]
EntityTypes = Annotated[tuple[str, ...], ListOf(item=_ENTITY_TYPE, max=5)]

# No holder can have more of any of these than are asked about.
PolicyArns = Annotated[tuple[str, ...], ListOf(item=Text(min=20, max=2048), max=100)]
# AssumeRole takes no more of them either.
SessionArns = Annotated[tuple[str, ...], ListOf(item=Text(min=20, max=2048), max=10)]
InlineNames = Annotated[
    tuple[str, ...], ListOf(item=Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT), max=100)
]
FewItems = Annotated[int, Count(min=1, max=50)]
GroupNames = Annotated[
    tuple[str, ...], ListOf(item=Text(min=1, max=128, pattern=_NAME, hint=_NAME_HINT), max=100)
]

# How much one simulation may ask; AWS bounds its time instead.
_MANY = 1000
PolicyDocuments = Annotated[tuple[str, ...], ListOf(item=_DOCUMENT, max=100)]
ActionNames = Annotated[tuple[str, ...], ListOf(item=Text(min=3, max=128), max=_MANY)]
ResourceName = Annotated[str, Text(min=1, max=2048)]
ResourceNames = Annotated[tuple[str, ...], ListOf(item=Text(min=1, max=2048), max=_MANY)]
ResourceHandling = Annotated[str, Text(min=1, max=64)]
SourceArn = Annotated[str, Text(min=20, max=2048)]
ContextKeyName = Annotated[str, Text(min=5, max=256)]
ContextKeyValues = Annotated[tuple[str, ...], ListOf(item=Text(), max=_MANY)]
ContextKeyType = Annotated[
    str,
    Choice(
        tuple(
            f"{kind}{many}"
            for kind in ("string", "numeric", "boolean", "ip", "binary", "date")
            for many in ("", "List")
        )
    ),
]


@dataclass(frozen=True)
class ContextEntry:
    """A key of the request's context, and what it holds."""

    context_key_name: ContextKeyName | None = None
    context_key_values: ContextKeyValues | None = None
    context_key_type: ContextKeyType | None = None


@dataclass(frozen=True)
class OrganizationLevel:
    """The policies of an organization's root, of a unit, or of the account."""

    service_control_policy_input_list: PolicyDocuments | None = None


@dataclass(frozen=True)
class InlinePolicyIdentifier:
    """An inline policy: its name, and whose it is."""

    policy_name: PolicyName
    attachment_type: Annotated[str, Choice(("user", "group", "role"))]
    attachment_name: PolicyName


@dataclass(frozen=True)
class PolicyExclusion:
    """Policies to leave out of a simulation: of one type, one managed policy, or one inline."""

    policy_type: (
        Annotated[
            str,
            Choice(("inline", "aws-managed", "user-managed", "permission-boundary", "scp", "rcp")),
        ]
        | None
    ) = None
    policy_arn: SourceArn | None = None
    inline_policy_identifier: (
        Annotated[InlinePolicyIdentifier, Structure(InlinePolicyIdentifier)] | None
    ) = None


ContextEntries = Annotated[
    tuple[ContextEntry, ...], ListOf(item=Structure(ContextEntry), max=_MANY)
]
OrganizationLevels = Annotated[
    tuple[OrganizationLevel, ...], ListOf(item=Structure(OrganizationLevel), max=7)
]
PolicyExclusions = Annotated[
    tuple[PolicyExclusion, ...], ListOf(item=Structure(PolicyExclusion), max=256)
]
WindowDays = Annotated[int, Count(min=1, max=400)]
ActivityEnd = Annotated[datetime, Moment()]
