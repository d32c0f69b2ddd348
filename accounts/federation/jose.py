"""Signed tokens (JWS) and their keys (JWK): the one place that reads and makes them.

Only signatures with a private key of the signer's are known here. `none` and the shared-secret
kinds (HS…) are no signatures, whatever a token's header says; what the header offers as a key, or
as the address of one, is never looked at.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

MIN_RSA_BITS = 2048
NEW_RSA_BITS = 3072
_KINDS: dict[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
ALGORITHMS = (*_RSA, *_CURVES)
_TYPES = (None, "jwt")
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_MOST_KEYS = 100

Claims = dict[str, Any]


class Unreadable(Exception):
    """The text is not what it should be. The message says what is wrong, and repeats nothing."""


class NotSignedByThem(Exception):
    """None of the signer's keys made this signature."""


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies signatures, and what its owner says it is for."""

    key_id: str
    algorithm: str
    key: RSAKey | ECKey = field(repr=False)

    def fits(self, header: Mapping[str, Any]) -> bool:
        """Whether it may have made a signature that is described so."""
        wanted, algorithm = header.get("kid"), header["alg"]
        if wanted is not None and wanted != self.key_id:
            return False
        if self.algorithm not in ("", algorithm):
            return False
        if algorithm in _RSA:
            return isinstance(self.key, RSAKey)
        return isinstance(self.key, ECKey) and self.key.curve_name == _CURVES[algorithm]


def header_of(token: str) -> Mapping[str, Any]:
    """What a token says of its own signature. Raises Unreadable for what nobody may sign with."""
    header = _part(token, 0)
    if header.get("alg") not in ALGORITHMS:
        raise Unreadable("its signature is of a kind that proves nothing here")
    if "crit" in header or "b64" in header:
        raise Unreadable("its header demands something that is not known here")
    kind = header.get("typ")
    if (kind.lower() if isinstance(kind, str) else kind) not in _TYPES:
        raise Unreadable("it is a token of another type")
    if not isinstance(header.get("kid", ""), str):
        raise Unreadable("its key ID is no text")
    return header


def unproven_claims_of(token: str) -> Claims:
    """What a token claims, before anything is verified: good for finding whom to ask, no more."""
    return _part(token, 1)


def claims_of(token: str, keys: Iterable[PublicKey]) -> Claims:
    """What a token claims, proven by one of the keys.

    Raises Unreadable for what is no token, NotSignedByThem where no key made the signature.
    """
    header = header_of(token)
    fitting = [key for key in keys if key.fits(header)]
    # Without a key ID there must be no choice: trying keys in turn is not asking who signed.
    if len(fitting) != 1 and "kid" not in header:
        raise NotSignedByThem
    for key in fitting:
        if _is_signed(token, key, header["alg"]):
            return _part(token, 1)
    raise NotSignedByThem


def _is_signed(token: str, key: PublicKey, algorithm: str) -> bool:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    try:
        jws.deserialize_compact(token, key.key, registry=registry)
    except (JoseError, ValueError):
        return False
    return True


def public_keys(text: str) -> tuple[PublicKey, ...]:
    """The keys of a key set that can verify signatures; those of other kinds are passed over.

    Raises Unreadable for what is no key set, and for one that tells private keys.
    """
    members = _object(text).get("keys")
    if not isinstance(members, list) or len(members) > _MOST_KEYS:
        raise Unreadable("it has no list of keys")
    found = (_public_key(member) for member in members)
    return tuple(key for key in found if key is not None)


def _public_key(member: Any) -> PublicKey | None:
    if not isinstance(member, dict):
        raise Unreadable("one of its keys is no object")
    if _PRIVATE_MEMBERS & member.keys():
        raise Unreadable("one of its keys is private or a shared secret")
    kind, algorithm = _KINDS.get(str(member.get("kty"))), member.get("alg", "")
    is_for_signatures = member.get("use", "sig") == "sig" and algorithm in ("", *ALGORITHMS)
    if kind is None or not is_for_signatures:
        return None
    try:
        key = kind.import_key(member)
    except (JoseError, ValueError, TypeError, KeyError) as failure:
        raise Unreadable("one of its keys cannot be read") from failure
    if isinstance(key, RSAKey) and key.public_key.key_size < MIN_RSA_BITS:
        raise Unreadable(f"one of its RSA keys has fewer than {MIN_RSA_BITS} bits")
    key_id = member.get("kid", "")
    return PublicKey(key_id if isinstance(key_id, str) else "", algorithm, key)


@dataclass(frozen=True)
class NewKey:
    """A new key to sign with: its two halves as JSON."""

    private: str = field(repr=False)
    public: Mapping[str, str]


def new_key(algorithm: str, key_id: str) -> NewKey:
    """A key to sign with by RS256 or by one of the ES kinds."""
    key: RSAKey | ECKey
    if algorithm in _CURVES:
        key = ECKey.generate_key(_CURVES[algorithm], private=True)
    else:
        key = RSAKey.generate_key(NEW_RSA_BITS, private=True)
    said = {name: str(value) for name, value in key.as_dict(private=False).items()}
    public = said | {"kid": key_id, "alg": algorithm, "use": "sig"}
    return NewKey(json.dumps(key.as_dict(private=True)), public)


def signed(claims: Mapping[str, Any], private: str, algorithm: str, key_id: str) -> str:
    """A token that makes these claims."""
    key = _KINDS[json.loads(private)["kty"]].import_key(json.loads(private))
    header = {"typ": "JWT", "alg": algorithm, "kid": key_id}
    payload = json.dumps(claims, separators=(",", ":"))
    return jws.serialize_compact(header, payload, key, algorithms=[algorithm])


def _part(token: str, index: int) -> Claims:
    parts = token.split(".")
    if len(parts) != 3:
        raise Unreadable("it has not the three parts of a signed token")
    try:
        padded = parts[index] + "=" * (-len(parts[index]) % 4)
        text = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise Unreadable("one of its parts is not encoded as it should be") from None
    return _object(text)


def _object(text: str) -> dict[str, Any]:
    """A JSON object that says each thing once, so that no two readers take it differently."""
    try:
        value = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unreadable("it is not JSON, or says one thing twice") from None
    if not isinstance(value, dict):
        raise Unreadable("it is no JSON object")
    return value


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError
    return members


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
