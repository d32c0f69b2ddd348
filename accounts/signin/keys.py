"""A signature becomes a caller: sign-in for programs, in the AWS protocol and in REST alike."""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.timezone import now

from accounts import usage
from accounts.models import AccessKey
from accounts.signin import pace, sigv4
from accounts.signin.callers import caller_for
from accounts.signin.origins import origin_of
from accounts.signin.signatures import Message, Signature, signature_of
from iamconsole.caller import Caller, Face
from iamconsole.errors import InvalidClientTokenId, RequestTooLarge, SignatureDoesNotMatch
from iamconsole.prepared import Prepared
from iamconsole.sealing import open_sealed

SERVICES = ("iam", "sts")
MAX_HEADER_BYTES = 16 * 1024

_KEY_ID = re.compile(r"[A-Z0-9]{16,32}")
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
    key = _key_behind(signature)
    is_right = sigv4.is_made_with(_signing_key(key, signature), message, signature)
    if key is None:
        raise InvalidClientTokenId("The security token included in the request is invalid.")
    if not is_right:
        raise SignatureDoesNotMatch(sigv4.NO_MATCH)
    pace.refuse_haste(key.key_id, key.account_id)
    usage.key_used(key.key_id, moment, signature.service, signature.region)
    origin = origin_of(request, face, region=signature.region)
    return caller_for(key.user, origin, access_key_id=key.key_id)


def _key_behind(signature: Signature) -> AccessKey | None:
    """The key that may sign, with its user and account, in one query.

    A key that is unknown, inactive or a disabled user's is none, so that they all look alike.
    """
    # Keys of users come without a token, and only they are issued.
    if signature.token is not None or not _KEY_ID.fullmatch(signature.key_id):
        return None
    return _usable.find(signature.key_id)


_usable = Prepared(
    lambda key_id: (
        AccessKey.objects.filter(
            key_id=key_id, status=AccessKey.Status.ACTIVE, user__is_enabled=True
        )
        .select_related("user__account")
        .only(
            "account",
            "key_id",
            "sealed_secret",
            *(f"user__{name}" for name in ("user_id", "is_root", "name", "path", "tags")),
            "user__account__epoch",
        )
    )
)


def _signing_key(key: AccessKey | None, signature: Signature) -> bytes:
    scope = (signature.date, signature.region, signature.service)
    if key is None:
        return sigv4.signing_key(_NOBODYS_SECRET, *scope)
    return _derived(key.key_id, key.sealed_secret, *scope)


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
