"""What proves that a record of ours is as we wrote it: marks made with a key, and signatures.

Each of TRAIL_KEYS is the seed of an Ed25519 key and, apart from it, of a key for marks. The first
makes marks and signatures; all of them check, and so does whoever holds a public half.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

MARK_BYTES = 16
_FOR_MARKS = b"iamconsole: marks"

PublicKeys = Mapping[str, bytes]
"""Public halves by the ids of their keys."""


def mark(body: bytes) -> str:
    """What only somebody with the key can say of these bytes: `<key id>:<mark>`."""
    key_id, seed = next(iter(settings.TRAIL_KEYS.items()))
    return f"{key_id}:{_mark(seed, body)}"


def is_marked(body: bytes, said: str) -> bool:
    """Whether one of our keys made that mark for these bytes."""
    key_id, _, given = said.partition(":")
    seed = settings.TRAIL_KEYS.get(key_id)
    return seed is not None and hmac.compare_digest(_mark(seed, body).encode(), given.encode())


def sign(message: bytes) -> tuple[str, str]:
    """The id of the key that signs now, and its signature in base64."""
    key_id, seed = next(iter(settings.TRAIL_KEYS.items()))
    return key_id, base64.b64encode(_private(seed).sign(message)).decode()


def is_signed(message: bytes, key_id: str, signature: str, keys: PublicKeys) -> bool:
    """Whether the key of that id, which must be among `keys`, signed the message."""
    if key_id not in keys:
        return False
    try:
        _public(keys[key_id]).verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def public_keys() -> PublicKeys:
    """The public halves of the keys there are."""
    return {
        key_id: _private(seed).public_key().public_bytes_raw()
        for key_id, seed in settings.TRAIL_KEYS.items()
    }


def written(keys: PublicKeys) -> str:
    """Public keys as people hand them on: `id:base64`, separated by commas."""
    return ",".join(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in keys.items())


def _mark(seed: bytes, body: bytes) -> str:
    mark = hmac.digest(_mark_key(seed), body, "sha256")[:MARK_BYTES]
    return base64.b64encode(mark).decode().rstrip("=")


@lru_cache(maxsize=16)
def _mark_key(seed: bytes) -> bytes:
    return hashlib.sha256(_FOR_MARKS + seed).digest()


@lru_cache(maxsize=16)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=16)
def _public(key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(key)
