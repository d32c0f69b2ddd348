"""A signature becomes a caller: sign-in for programs, in the AWS protocol and in REST alike."""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.timezone import now

from accounts import queries, usage
from accounts.models import AccessKey
from accounts.signin import pace, sigv4, temporary
from accounts.signin.callers import caller_for
from accounts.signin.origins import origin_of
from accounts.signin.signatures import Message, Signature, signature_of
from accounts.signin.temporary import Ticket
from iamconsole.caller import Caller, CallerKind, Face, Origin
from iamconsole.errors import (
    ExpiredToken,
    InvalidClientTokenId,
    RequestTooLarge,
    SignatureDoesNotMatch,
)
from iamconsole.sealing import open_sealed

SERVICES = ("iam", "sts")
MAX_HEADER_BYTES = 16 * 1024

_KEY_ID = re.compile(r"[A-Z0-9]{16,32}")
_INVALID = "The security token included in the request is invalid."
_NOBODYS_SECRET = "unknown keys cost what known ones cost.."  # noqa: S105  # it opens nothing
_PLAIN_HEADERS = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}


def caller_from_signature(request: HttpRequest, face: Face) -> Caller:
    """Who signed the request. Raises NotSignedIn for everybody who does not prove to have."""
    message = message_of(request)
    return verified(request, message, signature_of(message), face)


def message_of(request: HttpRequest) -> Message:
    """The request as it was signed. Raises RequestTooLarge before reading what is too much."""
    headers = _headers(request)
    if sum(len(name) + len(value) for name, value in headers.items()) > MAX_HEADER_BYTES:
        raise RequestTooLarge(f"Request headers must be at most {MAX_HEADER_BYTES} bytes.")
    return Message(
        method=request.META["REQUEST_METHOD"],
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        headers=headers,
        body=_body(request),
    )


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raise RequestTooLarge(f"Request must be at most {limit} bytes.") from None


def verified(request: HttpRequest, message: Message, signature: Signature, face: Face) -> Caller:
    """The caller behind a signature that holds."""
    moment = now()
    sigv4.refuse_unfit(message, signature, moment, SERVICES)
    credential = _credential_behind(signature)
    is_right = sigv4.is_made_with(_signing_key(credential, signature), message, signature)
    if credential is None:
        raise InvalidClientTokenId(_INVALID)
    if not is_right:
        raise SignatureDoesNotMatch(sigv4.NO_MATCH)
    pace.refuse_haste(signature.key_id, credential.account_id)
    return _caller(credential, signature, origin_of(request, face, region=signature.region))


def _credential_behind(signature: Signature) -> AccessKey | Ticket | None:
    """The key that may sign, or the ticket of the session whose key it is.

    A key that is unknown, inactive or a disabled user's is none, so that they all look alike.
    Keys of users come without a token, those of sessions with the one they were issued with.
    """
    if not _KEY_ID.fullmatch(signature.key_id):
        return None
    if signature.token is None:
        return queries.usable_key(signature.key_id)
    return temporary.ticket_in(signature.token, signature.key_id)


def _caller(credential: AccessKey | Ticket, signature: Signature, origin: Origin) -> Caller:
    if isinstance(credential, AccessKey):
        usage.key_used(credential.key_id, now(), signature.service, signature.region)
        return caller_for(credential.user, origin, access_key_id=credential.key_id)
    if credential.is_over:
        raise ExpiredToken("The security token included in the request is expired")
    caller = temporary.caller_of(credential, signature.key_id, origin)
    if caller is None:
        raise InvalidClientTokenId(_INVALID)
    if caller.kind is CallerKind.ROLE_SESSION:
        usage.role_used(credential.holder_id, now(), signature.region)
    return caller


def _signing_key(credential: AccessKey | Ticket | None, signature: Signature) -> bytes:
    scope = (signature.date, signature.region, signature.service)
    if credential is None:
        return sigv4.signing_key(_NOBODYS_SECRET, *scope)
    if isinstance(credential, AccessKey):
        return _derived(credential.key_id, credential.sealed_secret, *scope)
    return _derived_for_session(credential.secret, *scope)


@lru_cache(maxsize=4096)
def _derived_for_session(secret: str, date: str, region: str, service: str) -> bytes:
    return sigv4.signing_key(secret, date, region, service)


@lru_cache(maxsize=4096)
def _derived(key_id: str, sealed_secret: str, date: str, region: str, service: str) -> bytes:
    """The key of a scope, kept by the sealed box: no two secrets are ever in the same one."""
    secret = open_sealed(sealed_secret, f"access_key:{key_id}")
    return sigv4.signing_key(secret, date, region, service)


def _headers(request: HttpRequest) -> dict[str, str]:
    """Every header by its name in small letters."""
    meta = request.META
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in meta.items()
        if name.startswith("HTTP_")
    }
    return headers | {name: meta[key] for key, name in _PLAIN_HEADERS.items() if meta.get(key)}
