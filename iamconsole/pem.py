"""Certificates and keys as people paste them, read into what they mean.

What is kept and told again is always written anew from what was read: a secret that was pasted
along with something public goes no further.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
    load_ssh_public_key,
)

_BEGIN = "-----BEGIN "
# An RSA key of 4096 bits has 3,300. To check larger ones takes many seconds.
_MOST_CHARACTERS_OF_A_KEY = 4_000
_SSH_KINDS = ("ssh-", "ecdsa-", "sk-")


class Unreadable(Exception):
    """The text is not what it should be."""


class UnknownEncoding(Unreadable):
    """The text is not even written as it should be."""


@dataclass(frozen=True)
class Certificate:
    """An X.509 certificate: its text, its SHA-256 digest, and when it holds."""

    text: str
    digest: str
    begins: datetime
    ends: datetime
    public_key: str
    parsed: x509.Certificate = field(repr=False, compare=False)

    def is_current(self, moment: datetime) -> bool:
        return self.begins <= moment <= self.ends

    def is_signed_by(self, issuer: Certificate) -> bool:
        try:
            self.parsed.verify_directly_issued_by(issuer.parsed)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return False
        return True


@dataclass(frozen=True)
class PrivateKey:
    """The private key to a certificate, and the public key that belongs to it."""

    text: str = field(repr=False)
    public_key: str


@dataclass(frozen=True)
class SSHKey:
    """The public half of an RSA key, as ssh writes it and as most other programs do."""

    ssh: str
    pem: str
    bits: int

    @property
    def fingerprint(self) -> str:
        """MD5, as AWS tells it and `ssh-keygen -E md5 -l` does."""
        blob = b64decode(self.ssh.partition(" ")[2])
        return hashlib.md5(blob, usedforsecurity=False).digest().hex(":")


def certificate(text: str) -> Certificate:
    """The one certificate in a PEM text. Raises Unreadable where there is anything else."""
    found = certificates(text)
    if len(found) != 1:
        raise Unreadable("there is more than one certificate")
    return found[0]


def certificates(text: str) -> tuple[Certificate, ...]:
    """Every certificate in a PEM text, in order. Raises Unreadable where there is anything else."""
    with _reading():
        found = tuple(_told(one) for one in x509.load_pem_x509_certificates(text.encode()))
    if len(found) != text.count(_BEGIN):
        raise Unreadable("there is something beside certificates")
    return found


def broken_link(leaf: Certificate, chain: Sequence[Certificate]) -> int | None:
    """Where in a chain a certificate is not signed by the next; -1 is the leaf, None nowhere."""
    links = enumerate(pairwise((leaf, *chain)), start=-1)
    return next((at for at, (one, above) in links if not one.is_signed_by(above)), None)


def private_key(text: str) -> PrivateKey:
    """An RSA or elliptic-curve key without a passphrase. Raises Unreadable."""
    if len(text) > _MOST_CHARACTERS_OF_A_KEY:
        raise Unreadable("the key is larger than those that servers have")
    with _reading():
        key = load_pem_private_key(text.encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise Unreadable("the key is of a kind that certificates do not have here")
        written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return PrivateKey(written.decode(), _pem(key.public_key()))


def ssh_key(text: str) -> SSHKey:
    """An RSA public key, as ssh writes it or as PEM. Raises Unreadable, or UnknownEncoding."""
    given = text.strip()
    with _reading():
        if given.startswith(_SSH_KINDS):
            key: Any = load_ssh_public_key(given.encode())
        elif given.startswith(_BEGIN):
            key = load_pem_public_key(given.encode())
        else:
            raise UnknownEncoding("the text is neither an ssh key nor PEM")
        if not isinstance(key, rsa.RSAPublicKey):
            raise Unreadable("the key is no RSA key")
        written = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        return SSHKey(written.decode(), _pem(key), key.key_size)


def _told(parsed: x509.Certificate) -> Certificate:
    return Certificate(
        text=parsed.public_bytes(Encoding.PEM).decode().strip(),
        digest=parsed.fingerprint(hashes.SHA256()).hex(),
        begins=parsed.not_valid_before_utc,
        ends=parsed.not_valid_after_utc,
        public_key=_pem(parsed.public_key()),
        parsed=parsed,
    )


def _pem(public_key: Any) -> str:
    written: bytes = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return written.decode().strip()


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, OverflowError, UnsupportedAlgorithm, x509.InvalidVersion):
        raise Unreadable("the text cannot be read") from None
