from __future__ import annotations

import hashlib

from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import SSHPublicKey, User
from accounts.names import (
    Marker,
    MaxItems,
    PublicKeyEncoding,
    PublicKeyId,
    PublicKeyMaterial,
    Status,
    UserName,
)
from accounts.shapes import (
    SSHPublicKeyMetadataShape,
    SSHPublicKeyResult,
    SSHPublicKeyShape,
    SSHPublicKeysResult,
)
from iamconsole import pem
from iamconsole.caller import Call
from iamconsole.errors import (
    DuplicateSSHPublicKey,
    InvalidPublicKey,
    LimitExceeded,
    NoSuchEntity,
    UnrecognizedPublicKeyEncoding,
)
from iamconsole.gate import operation
from iamconsole.paging import page

_MIN_BITS = 2048


@operation(on=targets.user, is_decisive=False, is_grave=True)
def upload_ssh_public_key(
    call: Call[User], *, user_name: UserName, ssh_public_key_body: PublicKeyMaterial
) -> SSHPublicKeyResult:
    """Keep the public half of a user's RSA key for ssh, as ssh writes it or as PEM."""
    key = _read(ssh_public_key_body)
    user = rules.locked(call.target)
    if user.ssh_public_keys.count() >= rules.MAX_SSH_KEYS_A_USER:
        quota = rules.MAX_SSH_KEYS_A_USER
        raise LimitExceeded(f"Cannot exceed quota for SSHPublicKeysPerUser: {quota}")
    row = SSHPublicKey(
        account_id=call.account_id,
        user=user,
        body=key.ssh,
        fingerprint=key.fingerprint,
        digest=hashlib.sha256(key.ssh.encode()).hexdigest(),
        created=now(),
    )
    clash = DuplicateSSHPublicKey("The SSH public key is already associated with the user.")
    with rules.refusing_a_clash(clash):
        row.save(force_insert=True)
    body = key.ssh if ssh_public_key_body.lstrip().startswith("ssh-") else key.pem
    return SSHPublicKeyResult(ssh_public_key=SSHPublicKeyShape.of(row, body))


@operation(on=targets.user)
def get_ssh_public_key(
    call: Call[User],
    *,
    user_name: UserName,
    ssh_public_key_id: PublicKeyId,
    encoding: PublicKeyEncoding,
) -> SSHPublicKeyResult:
    """Tell an SSH public key, as ssh writes it or as PEM, and its MD5 fingerprint."""
    row = _owned(call.target, ssh_public_key_id)
    body = row.body if encoding == "SSH" else pem.ssh_key(row.body).pem
    return SSHPublicKeyResult(ssh_public_key=SSHPublicKeyShape.of(row, body))


@operation(on=targets.user_or_caller)
def list_ssh_public_keys(
    call: Call[User],
    *,
    user_name: UserName | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> SSHPublicKeysResult:
    """List a user's SSH public keys, without the keys themselves."""
    rows = SSHPublicKey.objects.filter(user=call.target).select_related("user")
    found = page(call, rows, by=["pk"])
    return SSHPublicKeysResult(
        ssh_public_keys=tuple(SSHPublicKeyMetadataShape.of(row) for row in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.user, is_decisive=False, is_grave=True)
def update_ssh_public_key(
    call: Call[User], *, user_name: UserName, ssh_public_key_id: PublicKeyId, status: Status
) -> None:
    """Switch an SSH public key on or off."""
    rules.switch(_owned(call.target, ssh_public_key_id), status)


@operation(on=targets.user, is_decisive=False, is_grave=True)
def delete_ssh_public_key(
    call: Call[User], *, user_name: UserName, ssh_public_key_id: PublicKeyId
) -> None:
    """Delete an SSH public key for good."""
    _owned(call.target, ssh_public_key_id).delete()


def _read(body: str) -> pem.SSHKey:
    try:
        key = pem.ssh_key(body)
    except pem.UnknownEncoding:
        raise UnrecognizedPublicKeyEncoding(
            "The public key must be in the ssh-rsa format or in the PEM format."
        ) from None
    except pem.Unreadable:
        raise InvalidPublicKey("The public key is malformed, or is no RSA key.") from None
    if key.bits < _MIN_BITS:
        raise InvalidPublicKey(f"The public key must have at least {_MIN_BITS} bits.")
    return key


def _owned(user: User, key_id: str) -> SSHPublicKey:
    row = SSHPublicKey.objects.filter(user=user, key_id=key_id).select_related("user").first()
    if row is None:
        raise NoSuchEntity(f"The Public Key with id {key_id} cannot be found.")
    return row
