"""Tokens that others trust: an account's issuer, its keys, and what a token says of its owner."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import now

from accounts.federation import jose
from accounts.models import IssuerKey, TokenIssuer
from iamconsole.caller import Caller
from iamconsole.errors import JWTPayloadSizeExceeded
from iamconsole.http import public_address
from iamconsole.sealing import open_sealed, seal

ALGORITHMS = ("ES384", "RS256")
MAX_PAYLOAD_BYTES = 14_000  # a token of it is no longer than what AssumeRoleWithWebIdentity takes
_CLAIM = "https://sts.amazonaws.com/"
_KEY_ID_BYTES = 16

Document = dict[str, Any]


def identifier_of(issuer: TokenIssuer) -> str:
    """The address an issuer is known by: the `iss` of its tokens."""
    return public_address(f"/oidc/{issuer.issuer_id}")


def open_issuer(account_id: str) -> TokenIssuer:
    """A new issuer for an account, with a key of each kind."""
    issuer = TokenIssuer.objects.create(
        account_id=account_id, issuer_id=str(uuid.uuid4()), created=now()
    )
    for algorithm in ALGORITHMS:
        _make_key(issuer, algorithm)
    return issuer


def token_for(
    caller: Caller,
    issuer: TokenIssuer,
    *,
    audience: tuple[str, ...],
    algorithm: str,
    issued: datetime,
    expires: datetime,
    tags: Mapping[str, str],
) -> str:
    """A token that says who the caller is, to `audience` and nobody else.

    Raises JWTPayloadSizeExceeded for one that says too much.
    """
    claims = {
        "iss": identifier_of(issuer),
        "sub": caller.principal_arn,
        "aud": audience[0] if len(audience) == 1 else list(audience),
        "iat": int(issued.timestamp()),
        "exp": int(expires.timestamp()),
        "jti": str(uuid.uuid4()),
        _CLAIM: _told_of(caller, tags),
    }
    if len(json.dumps(claims)) > MAX_PAYLOAD_BYTES:
        raise JWTPayloadSizeExceeded(
            f"The token's payload is larger than {MAX_PAYLOAD_BYTES} bytes."
        )
    key = issuer.keys.get(algorithm=algorithm)
    private = open_sealed(key.sealed_key, _owner(key.key_id))
    return jose.signed(claims, private, algorithm, key.key_id)


def configuration_of(issuer: TokenIssuer) -> Document:
    """What relying parties ask first: OpenID Connect Discovery's document."""
    identifier = identifier_of(issuer)
    return {
        "issuer": identifier,
        "jwks_uri": f"{identifier}/.well-known/jwks.json",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
        "claims_supported": ["iss", "sub", "aud", "iat", "exp", "jti", _CLAIM],
    }


def key_set_of(issuer: TokenIssuer) -> Document:
    """The public keys that verify the issuer's tokens."""
    return {"keys": [key.public_key for key in issuer.keys.order_by("pk")]}


def _make_key(issuer: TokenIssuer, algorithm: str) -> None:
    key_id = secrets.token_hex(_KEY_ID_BYTES)
    made = jose.new_key(algorithm, key_id)
    IssuerKey.objects.create(
        account_id=issuer.account_id,
        issuer=issuer,
        algorithm=algorithm,
        key_id=key_id,
        sealed_key=seal(made.private, _owner(key_id)),
        public_key=made.public,
        created=now(),
    )


def _told_of(caller: Caller, tags: Mapping[str, str]) -> Document:
    told: Document = {
        "aws_account": caller.account_id,
        "source_region": caller.origin.region,
        "principal_id": caller.principal_arn,
    }
    if caller.tags:
        told["principal_tags"] = dict(caller.tags)
    if tags:
        told["request_tags"] = dict(tags)
    if caller.session:
        told["original_session_exp"] = caller.session.expires.strftime("%Y-%m-%dT%H:%M:%SZ")
    if caller.session and caller.session.provider:
        told["federated_provider"] = caller.session.provider
    return told


def _owner(key_id: str) -> str:
    return f"issuer_key:{key_id}"
