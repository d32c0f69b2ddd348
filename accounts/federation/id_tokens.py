"""ID tokens of OpenID Connect: whose word they are, for whom, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import now

from accounts.federation import issuers, jose
from accounts.models import OpenIDConnectProvider
from iamconsole.errors import ExpiredIdentityToken, InvalidIdentityToken

LEEWAY_SECONDS = 60
_MAX_SUBJECT_CHARACTERS = 255
_UNREADABLE = (
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)


@dataclass(frozen=True, kw_only=True)
class IDToken:
    """What a token proves. `audience` is the application it was made for, as AWS takes it."""

    subject: str
    audience: str
    expires: datetime
    claims: Mapping[str, Any] = field(repr=False)


def issuer_named_in(token: str) -> str:
    """The issuer a token claims to be of, to find whom to ask: nothing is proven by it."""
    try:
        jose.header_of(token)
        issuer = jose.unproven_claims_of(token).get("iss")
    except jose.Unreadable:
        raise InvalidIdentityToken(_UNREADABLE) from None
    if not isinstance(issuer, str):
        raise InvalidIdentityToken("Missing a required claim: iss")
    return issuer


def proven(token: str, provider: OpenIDConnectProvider) -> IDToken:
    """What a token of the provider's proves.

    Raises InvalidIdentityToken, ExpiredIdentityToken, or IDPCommunicationError where its keys
    cannot be had.
    """
    claims = _signed_claims(token, provider)
    if claims.get("iss") != provider.issuer:
        raise InvalidIdentityToken("The token is another issuer's")
    expires = _refuse_untimely(claims)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT_CHARACTERS:
        raise InvalidIdentityToken("Missing a required claim: sub")
    audience = _audience(claims, provider.client_ids)
    return IDToken(subject=subject, audience=audience, expires=expires, claims=claims)


def _signed_claims(token: str, provider: OpenIDConnectProvider) -> jose.Claims:
    try:
        key_id = jose.header_of(token).get("kid")
        return jose.claims_of(token, issuers.keys_for(provider, key_id))
    except jose.Unreadable:
        raise InvalidIdentityToken(_UNREADABLE) from None
    except jose.NotSignedByThem:
        raise InvalidIdentityToken("The token's signature is none of its issuer's keys") from None


def _refuse_untimely(claims: Mapping[str, Any]) -> datetime:
    """When the token ends. Raises for one that has ended, or has not begun."""
    moment = now().timestamp()
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    if expires <= moment - LEEWAY_SECONDS:
        raise ExpiredIdentityToken(
            f"Token expired: current date/time {int(moment)} "
            f"must be before the expiration date/time {int(expires)}"
        )
    begins = max(issued, _seconds(claims, "nbf")) if "nbf" in claims else issued
    if begins > moment + LEEWAY_SECONDS:
        raise InvalidIdentityToken("The token is not valid yet")
    return datetime.fromtimestamp(expires, UTC)


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    # Two hundred years are enough, and stay within what dates can hold.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 2**33:
        raise InvalidIdentityToken(f"Missing a required claim: {name}")
    return value


def _audience(claims: Mapping[str, Any], client_ids: list[str]) -> str:
    """The client the token was made for. It must be known, and so must be who asked for it."""
    named = claims.get("aud")
    audiences = [named] if isinstance(named, str) else named
    if not isinstance(audiences, list) or not all(isinstance(one, str) for one in audiences):
        raise InvalidIdentityToken("Missing a required claim: aud")
    known = [one for one in audiences if one in client_ids]
    party = claims.get("azp", known[0] if known else None)
    if not known or party not in client_ids:
        raise InvalidIdentityToken("Incorrect token audience")
    return str(party)
