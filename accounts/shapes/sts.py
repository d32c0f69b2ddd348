"""What the Security Token Service gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Role


@dataclass(frozen=True, kw_only=True)
class CallerIdentityResult:
    """Who the caller is, as the directory sees it."""

    user_id: str
    account: str
    arn: str


@dataclass(frozen=True, kw_only=True)
class CredentialsShape:
    """Temporary credentials; the secret and the token are shown this once."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: datetime


@dataclass(frozen=True, kw_only=True)
class AssumedRoleUserShape:
    """A session of a role, as policies and logs name it."""

    assumed_role_id: str
    arn: str


@dataclass(frozen=True, kw_only=True)
class FederatedUserShape:
    """Somebody who acts for a user, as policies and logs name them."""

    federated_user_id: str
    arn: str


@dataclass(frozen=True, kw_only=True)
class SessionTokenResult:
    """A session of the caller's own. `session_token_utilization` is in per cent."""

    credentials: CredentialsShape
    session_token_utilization: int
    session_token_size: int


@dataclass(frozen=True, kw_only=True)
class AssumeRoleResult:
    """A session of a role; sizes in per cent and in characters."""

    credentials: CredentialsShape
    assumed_role_user: AssumedRoleUserShape
    packed_policy_size: int | None
    source_identity: str | None
    session_token_utilization: int
    session_token_size: int


@dataclass(frozen=True, kw_only=True)
class AssumeRoleWithWebIdentityResult:
    """A session of a role, for whom an OpenID Connect provider vouches."""

    credentials: CredentialsShape
    subject_from_web_identity_token: str
    assumed_role_user: AssumedRoleUserShape
    packed_policy_size: int | None
    provider: str
    audience: str
    source_identity: str | None
    session_token_utilization: int
    session_token_size: int


@dataclass(frozen=True, kw_only=True)
class AssumeRoleWithSAMLResult:
    """A session of a role, for whom a SAML provider vouches."""

    credentials: CredentialsShape
    assumed_role_user: AssumedRoleUserShape
    packed_policy_size: int | None
    subject: str
    subject_type: str
    issuer: str
    audience: str
    name_qualifier: str
    source_identity: str | None
    session_token_utilization: int
    session_token_size: int


@dataclass(frozen=True, kw_only=True)
class FederationTokenResult:
    """A session of somebody who acts for the caller."""

    credentials: CredentialsShape
    federated_user: FederatedUserShape
    packed_policy_size: int | None
    session_token_utilization: int
    session_token_size: int


@dataclass(frozen=True, kw_only=True)
class AccessKeyInfoResult:
    """The account that a key belongs to."""

    account: str


@dataclass(frozen=True, kw_only=True)
class DecodedMessageResult:
    """Why a call was refused, as JSON."""

    decoded_message: str


@dataclass(frozen=True, kw_only=True)
class AssumeRootResult:
    """A session of another account's root."""

    credentials: CredentialsShape
    source_identity: str | None
    session_token_utilization: int
    session_token_size: int


@dataclass(frozen=True, kw_only=True)
class AssumableRoleShape:
    """A role the caller may take on; `needs_factor` says that it takes a second factor first."""

    role_arn: str
    role_name: str
    path: str
    account_id: str
    description: str
    max_session_duration: int
    needs_factor: bool

    @classmethod
    def of(cls, role: Role, *, needs_factor: bool) -> AssumableRoleShape:
        return cls(
            role_arn=role.arn,
            role_name=role.name,
            path=role.path,
            account_id=role.account_id,
            description=role.description,
            max_session_duration=role.max_session_duration,
            needs_factor=needs_factor,
        )


@dataclass(frozen=True, kw_only=True)
class AssumableRolesResult:
    """The roles the caller may take on, those of its own account first."""

    roles: tuple[AssumableRoleShape, ...]
