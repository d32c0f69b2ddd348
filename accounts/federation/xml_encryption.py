"""Encrypted XML, as SAML uses it: one key by RSA-OAEP, one element by AES.

AES in CBC tells a patient asker, by how it fails, what it hides: it is opened only where a
signature holds for the encrypted text itself. AES-GCM needs no such care.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from accounts.federation import safe_xml
from accounts.federation.safe_xml import Element

XENC = "{http://www.w3.org/2001/04/xmlenc#}"
_XENC11 = "{http://www.w3.org/2009/xmlenc11#}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_GCM = {f"{_XENC11[1:-1]}aes{bits}-gcm": bits // 8 for bits in (128, 192, 256)}
_CBC = {f"{XENC[1:-1]}aes{bits}-cbc": bits // 8 for bits in (128, 192, 256)}
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "http://www.w3.org/2000/09/xmldsig#sha1": hashes.SHA1,
    f"{XENC[1:-1]}sha256": hashes.SHA256,
    f"{XENC[1:-1]}sha512": hashes.SHA512,
}
_MASKS: dict[str, type[hashes.HashAlgorithm]] = {
    f"{_XENC11[1:-1]}mgf1sha1": hashes.SHA1,
    f"{_XENC11[1:-1]}mgf1sha256": hashes.SHA256,
    f"{_XENC11[1:-1]}mgf1sha512": hashes.SHA512,
}
_OAEP = (f"{XENC[1:-1]}rsa-oaep-mgf1p", f"{_XENC11[1:-1]}rsa-oaep")
MIN_RSA_BITS = 2048
_NONCE_BYTES = 12
_BLOCK_BYTES = 16


class CannotDecrypt(Exception):
    """None of the keys opens it. Which step failed is not said."""


def rsa_key(text: str) -> RSAPrivateKey:
    """The RSA key in a PEM text without a passphrase. Raises CannotDecrypt for any other."""
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError):
        raise CannotDecrypt from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < MIN_RSA_BITS:
        raise CannotDecrypt
    return key


def decrypted(element: Element, keys: Iterable[RSAPrivateKey], *, is_proven: bool) -> Element:
    """The element inside one that holds EncryptedData. `is_proven`: a signature covers it.

    Raises CannotDecrypt.
    """
    try:
        data = _child(element, f"{XENC}EncryptedData")
        return safe_xml.parsed(_plain_text(data, _wrapped_key(element, data), keys, is_proven))
    except (CannotDecrypt, safe_xml.Unreadable, binascii.Error, ValueError, InvalidTag):
        raise CannotDecrypt from None


def _plain_text(
    data: Element, wrapped: Element, keys: Iterable[RSAPrivateKey], is_proven: bool
) -> bytes:
    algorithm = _algorithm_of(data)
    is_chained = algorithm in _CBC
    length = (_CBC if is_chained else _GCM).get(algorithm)
    if length is None or (is_chained and not is_proven):
        raise CannotDecrypt
    text, padding = _cipher_text(data), _padding_of(wrapped)
    for key in keys:
        secret = _unwrapped(key, wrapped, padding)
        if secret is not None and len(secret) == length:
            return _from_cbc(secret, text) if is_chained else _from_gcm(secret, text)
    raise CannotDecrypt


def _unwrapped(key: RSAPrivateKey, wrapped: Element, padding: OAEP) -> bytes | None:
    try:
        return key.decrypt(_cipher_text(wrapped), padding)
    except ValueError:
        return None


def _padding_of(wrapped: Element) -> OAEP:
    method = _child(wrapped, f"{XENC}EncryptionMethod")
    if method.get("Algorithm") not in _OAEP:
        raise CannotDecrypt
    digest = safe_xml.only(method, f"{_DS}DigestMethod")
    mask = safe_xml.only(method, f"{_XENC11}MGF")
    digest_hash = hashes.SHA1 if digest is None else _HASHES.get(digest.get("Algorithm"))
    mask_hash = hashes.SHA1 if mask is None else _MASKS.get(mask.get("Algorithm"))
    if digest_hash is None or mask_hash is None:
        raise CannotDecrypt
    return OAEP(mgf=MGF1(mask_hash()), algorithm=digest_hash(), label=None)


def _wrapped_key(element: Element, data: Element) -> Element:
    """The encrypted key, inside the data's KeyInfo or beside the data."""
    info = safe_xml.only(data, f"{_DS}KeyInfo")
    inside = [] if info is None else safe_xml.named(info, f"{XENC}EncryptedKey")
    found = [*inside, *safe_xml.named(element, f"{XENC}EncryptedKey")]
    if len(found) != 1:
        raise CannotDecrypt
    return found[0]


def _from_gcm(secret: bytes, text: bytes) -> bytes:
    return AESGCM(secret).decrypt(text[:_NONCE_BYTES], text[_NONCE_BYTES:], None)


def _from_cbc(secret: bytes, text: bytes) -> bytes:
    decryptor = Cipher(AES(secret), CBC(text[:_BLOCK_BYTES])).decryptor()
    padded = decryptor.update(text[_BLOCK_BYTES:]) + decryptor.finalize()
    # The last byte counts the padding; what the others hold is not said.
    if not padded or not 1 <= padded[-1] <= _BLOCK_BYTES:
        raise CannotDecrypt
    return padded[: -padded[-1]]


def _cipher_text(element: Element) -> bytes:
    value = _child(_child(element, f"{XENC}CipherData"), f"{XENC}CipherValue")
    return base64.b64decode("".join(safe_xml.text_of(value).split()), validate=True)


def _algorithm_of(data: Element) -> str:
    return str(_child(data, f"{XENC}EncryptionMethod").get("Algorithm"))


def _child(element: Element, name: str) -> Element:
    child = safe_xml.only(element, name)
    if child is None:
        raise CannotDecrypt
    return child
