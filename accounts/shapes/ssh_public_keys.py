"""What operations on SSH public keys give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import SSHPublicKey


@dataclass(frozen=True, kw_only=True)
class SSHPublicKeyShape:
    """A key, written as it was asked for."""

    user_name: str
    ssh_public_key_id: str
    fingerprint: str
    ssh_public_key_body: str
    status: str
    upload_date: datetime

    @classmethod
    def of(cls, key: SSHPublicKey, body: str) -> SSHPublicKeyShape:
        return cls(
            user_name=key.user.name,
            ssh_public_key_id=key.key_id,
            fingerprint=key.fingerprint,
            ssh_public_key_body=body,
            status=key.status,
            upload_date=key.created,
        )


@dataclass(frozen=True, kw_only=True)
class SSHPublicKeyResult:
    """`ssh_public_key` is the member name IAM wraps a single key in."""

    ssh_public_key: SSHPublicKeyShape


@dataclass(frozen=True, kw_only=True)
class SSHPublicKeyMetadataShape:
    """A key as lists show it."""

    user_name: str
    ssh_public_key_id: str
    status: str
    upload_date: datetime

    @classmethod
    def of(cls, key: SSHPublicKey) -> SSHPublicKeyMetadataShape:
        return cls(
            user_name=key.user.name,
            ssh_public_key_id=key.key_id,
            status=key.status,
            upload_date=key.created,
        )


@dataclass(frozen=True, kw_only=True)
class SSHPublicKeysResult:
    """A page of a user's keys."""

    ssh_public_keys: tuple[SSHPublicKeyMetadataShape, ...]
    is_truncated: bool = False
    marker: str | None = None
