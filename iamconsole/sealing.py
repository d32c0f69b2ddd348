"""Secrets that must be read back, sealed with AES-256-GCM.

A box is `v1:<key id>:<nonce and ciphertext>`. What it belongs to is authenticated with it, so that
a box moved to another row does not open; the key's id in front lets keys be changed box by box.
"""

from __future__ import annotations

import base64
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


class CannotOpen(Exception):
    """The box was made with a key that is not here, or was tampered with."""


def seal(secret: str, owner: str) -> str:
    """A box that only opens for the same `owner`, such as `access_key:AKIA…`."""
    return seal_bytes(secret.encode(), owner)


def open_sealed(box: str, owner: str) -> str:
    """The secret in a box. Raises CannotOpen."""
    return open_sealed_bytes(box, owner).decode()


def seal_bytes(secret: bytes, owner: str) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    key = settings.ENCRYPTION_KEYS[current_key_id()]
    sealed = _cipher(key).encrypt(nonce, secret, owner.encode())
    return current_prefix() + base64.b64encode(nonce + sealed).decode()


def current_key_id() -> str:
    """The id of the key that seals: the first one."""
    return next(iter(settings.ENCRYPTION_KEYS))


def current_prefix() -> str:
    """How every box begins that is made now."""
    return f"v1:{current_key_id()}:"


def open_sealed_bytes(box: str, owner: str) -> bytes:
    """What `seal_bytes` put into a box. Raises CannotOpen."""
    try:
        version, key_id, payload = box.split(":", 2)
        sealed = base64.b64decode(payload, validate=True)
        key = settings.ENCRYPTION_KEYS[key_id]
        if version != "v1":
            raise CannotOpen("the box is of an unknown version")
        if base64.b64encode(sealed).decode() != payload:
            raise CannotOpen(
                "the box was written by somebody else"
            )  # the same bytes, as other text
        nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return _cipher(key).decrypt(nonce, text, owner.encode())
    except (ValueError, KeyError, InvalidTag):
        raise CannotOpen("the box does not open with the keys there are") from None


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
