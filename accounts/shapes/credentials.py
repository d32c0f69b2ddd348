"""What operations on credentials give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import AccessKey, LoginProfile, PasswordPolicy


@dataclass(frozen=True, kw_only=True)
class LoginProfileShape:
    """Whether and since when a user may sign in to the console."""

    user_name: str
    create_date: datetime
    password_reset_required: bool

    @classmethod
    def of(cls, profile: LoginProfile) -> LoginProfileShape:
        return cls(
            user_name=profile.user.name,
            create_date=profile.created,
            password_reset_required=profile.is_reset_required,
        )


@dataclass(frozen=True, kw_only=True)
class LoginProfileResult:
    """`login_profile` is the member name IAM wraps one in."""

    login_profile: LoginProfileShape


@dataclass(frozen=True, kw_only=True)
class PasswordPolicyShape:
    """What an account asks of its users' passwords."""

    minimum_password_length: int
    require_symbols: bool
    require_numbers: bool
    require_uppercase_characters: bool
    require_lowercase_characters: bool
    allow_users_to_change_password: bool
    expire_passwords: bool
    max_password_age: int | None
    password_reuse_prevention: int | None
    hard_expiry: bool | None

    @classmethod
    def of(cls, policy: PasswordPolicy) -> PasswordPolicyShape:
        return cls(
            minimum_password_length=policy.minimum_length,
            require_symbols=policy.requires_symbols,
            require_numbers=policy.requires_numbers,
            require_uppercase_characters=policy.requires_uppercase,
            require_lowercase_characters=policy.requires_lowercase,
            allow_users_to_change_password=policy.users_may_change,
            expire_passwords=bool(policy.max_age_days),
            max_password_age=policy.max_age_days,
            password_reuse_prevention=policy.reuse_prevention,
            hard_expiry=policy.is_expiry_hard,
        )


@dataclass(frozen=True, kw_only=True)
class PasswordPolicyResult:
    """`password_policy` is the member name IAM wraps one in."""

    password_policy: PasswordPolicyShape


@dataclass(frozen=True, kw_only=True)
class AgedPasswordShape:
    """A user's password by its age."""

    user_name: str
    password_changed: datetime


@dataclass(frozen=True, kw_only=True)
class PasswordPolicyEffectResult:
    """How many users have a password, how many would have to change it, and the oldest of those."""

    password_count: int
    expired_count: int
    oldest: tuple[AgedPasswordShape, ...]


@dataclass(frozen=True, kw_only=True)
class PasswordLinkResult:
    """What opens the page where a user sets a password. It is shown this once."""

    user_name: str
    link_token: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, kw_only=True)
class AccessKeyShape:
    """A new access key, with the secret that is shown this once."""

    user_name: str
    access_key_id: str
    status: str
    secret_access_key: str = field(repr=False)
    create_date: datetime

    @classmethod
    def of(cls, key: AccessKey, secret: str) -> AccessKeyShape:
        return cls(
            user_name=key.user.name,
            access_key_id=key.key_id,
            status=key.status,
            secret_access_key=secret,
            create_date=key.created,
        )


@dataclass(frozen=True, kw_only=True)
class AccessKeyResult:
    """`access_key` is the member name IAM wraps a new key in."""

    access_key: AccessKeyShape


@dataclass(frozen=True, kw_only=True)
class AccessKeyMetadataShape:
    """An access key without its secret."""

    user_name: str
    access_key_id: str
    status: str
    create_date: datetime

    @classmethod
    def of(cls, key: AccessKey, moment: datetime) -> AccessKeyMetadataShape:
        return cls(
            user_name=key.user.name,
            access_key_id=key.key_id,
            status=key.status_at(moment),
            create_date=key.created,
        )


@dataclass(frozen=True, kw_only=True)
class AccessKeysResult:
    """A page of access keys."""

    access_key_metadata: tuple[AccessKeyMetadataShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class IssuedAccessKeyResult:
    """A new key with its secret, and what it was made with."""

    access_key: AccessKeyShape
    description: str
    expires: datetime | None


@dataclass(frozen=True, kw_only=True)
class AccessKeyDetailShape:
    """An access key without its secret; `expires` is None where it has no end."""

    access_key_id: str
    status: str
    create_date: datetime
    description: str
    expires: datetime | None

    @classmethod
    def of(cls, key: AccessKey, moment: datetime) -> AccessKeyDetailShape:
        return cls(
            access_key_id=key.key_id,
            status=key.status_at(moment),
            create_date=key.created,
            description=key.description,
            expires=key.expires,
        )


@dataclass(frozen=True, kw_only=True)
class AccessKeyDetailsResult:
    """All of a user's keys, the oldest first."""

    user_name: str
    keys: tuple[AccessKeyDetailShape, ...]


@dataclass(frozen=True, kw_only=True)
class AccessKeyLastUsedShape:
    """When and for what a key was last used; `N/A` where it never was."""

    last_used_date: datetime | None
    service_name: str
    region: str


@dataclass(frozen=True, kw_only=True)
class AccessKeyLastUsedResult:
    """A key's owner and last use."""

    user_name: str
    access_key_last_used: AccessKeyLastUsedShape
