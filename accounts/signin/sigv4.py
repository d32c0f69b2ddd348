"""AWS Signature Version 4: what a signature must say, and what it ought to be.

Nothing here knows Django, the database or the clock. Refusals use the words AWS uses.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote, unquote_to_bytes

from accounts.signin.signatures import ALGORITHM, Message, Signature, written
from iamconsole.errors import SignatureDoesNotMatch

TERMINATOR = "aws4_request"
LARGEST_SKEW = timedelta(minutes=15)
NO_MATCH = (
    "The request signature we calculated does not match the signature you provided. Check your "
    "AWS Secret Access Key and signing method. Consult the service documentation for details."
)

_REGION = re.compile(r"[a-z0-9-]{1,32}")  # no longer than the trail can hold
_PLAIN_PATH = re.compile(r"[!-$&-~]+")
_UNRESERVED = "-_.~"


# ---- What must hold before any key is looked up -------------------------------------------------


def refuse_unfit(
    message: Message, signature: Signature, now: datetime, services: Iterable[str]
) -> None:
    """Raise SignatureDoesNotMatch for what no key could make right: scope, time, headers, body."""
    _refuse_scope(signature, services)
    _refuse_time(signature, now)
    _refuse_unsigned_headers(message.headers, signature.signed_headers)
    _refuse_other_body(message)


def _refuse_scope(signature: Signature, services: Iterable[str]) -> None:
    listed = "' or '".join(services)
    faults = []
    if not _REGION.fullmatch(signature.region):
        faults.append("Credential should be scoped to a valid region.")
    if signature.service not in services:
        faults.append(f"Credential should be scoped to correct service: '{listed}'.")
    if signature.terminator != TERMINATOR:
        faults.append(
            f"Credential should be scoped with a valid terminator: '{TERMINATOR}', "
            f"not '{signature.terminator[:64]}'."
        )
    if signature.date != signature.time[:8]:
        faults.append(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{signature.date[:64]}' != '{signature.time[:8]}', from '{signature.time}'."
        )
    if faults:
        raise SignatureDoesNotMatch(" ".join(faults))


def _refuse_time(signature: Signature, now: datetime) -> None:
    lifetime = signature.lifetime or LARGEST_SKEW
    if signature.moment < now - lifetime:
        raise SignatureDoesNotMatch(
            f"Signature expired: {signature.time} is now earlier than {written(now - lifetime)} "
            f"({written(now)} - {_duration(lifetime)}.)"
        )
    if signature.moment > now + LARGEST_SKEW:
        raise SignatureDoesNotMatch(
            f"Signature not yet current: {signature.time} is still later than "
            f"{written(now + LARGEST_SKEW)} ({written(now)} + {_duration(LARGEST_SKEW)}.)"
        )


def _refuse_unsigned_headers(headers: Mapping[str, str], signed: tuple[str, ...]) -> None:
    if "host" not in signed:
        raise SignatureDoesNotMatch(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        )
    for name in headers:
        if name.startswith("x-amz-") and name not in signed:
            raise SignatureDoesNotMatch(
                f"'{name[:64]}' must be a 'SignedHeader' in the AWS Authorization."
            )


def _refuse_other_body(message: Message) -> None:
    said = message.headers.get("x-amz-content-sha256")
    if said is not None and said != hashlib.sha256(message.body).hexdigest():
        raise SignatureDoesNotMatch(
            "The provided 'x-amz-content-sha256' header does not match what was computed."
        )


def _duration(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds} sec" if seconds % 60 else f"{seconds // 60} min"


# ---- What the signature ought to be -------------------------------------------------------------


def signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    """The key for one day, region and service. It signs nothing else."""
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def is_made_with(key: bytes, message: Message, signature: Signature) -> bool:
    """Whether the key made the signature of the message, found in the same time either way."""
    given = signature.value.encode()
    outcomes = [
        hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex().encode(), given)
        for text in _strings_to_sign(message, signature)
    ]
    return any(outcomes)


def _strings_to_sign(message: Message, signature: Signature) -> list[str]:
    query = _canonical_query(message.query, is_presigned=signature.is_presigned)
    headers = _canonical_headers(message.headers, signature.signed_headers)
    names = ";".join(signature.signed_headers)
    payload = hashlib.sha256(message.body).hexdigest()
    rest = f"{query}\n{headers}\n{names}\n{payload}"
    return [
        f"{ALGORITHM}\n{signature.time}\n{signature.scope}\n"
        + hashlib.sha256(
            f"{message.method}\n{path}\n{rest}".encode("latin-1", "replace")
        ).hexdigest()
        for path in _canonical_paths(message.path)
    ]


def _canonical_paths(path: str) -> tuple[str, ...]:
    """The ways clients write a path when they sign it.

    AWS encodes once more what is already encoded; curl signs what it sends; and either may send
    as it is what could have been encoded.
    """
    # INVARIANT: two paths share a way of writing only if they are equal. With "%" in a path that
    # would not be so, and only AWS's way is left.
    once = quote(path, safe="/" + _UNRESERVED)
    twice = quote(once, safe="/" + _UNRESERVED)
    if "%" in path:
        return (twice,)
    plain = (path,) if _PLAIN_PATH.fullmatch(path) else ()
    return tuple(dict.fromkeys((twice, once, *plain)))


def _canonical_query(query: str, *, is_presigned: bool) -> str:
    if not query:
        return ""
    pairs = (pair.partition("=") for pair in query.split("&"))
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(
        f"{name}={value}"
        for name, value in encoded
        if not (is_presigned and name == "X-Amz-Signature")
    )


def _encoded(raw: str) -> str:
    """One part of a query in the one way to write it; "+" is a space, as it is when read."""
    return quote(unquote_to_bytes(raw.replace("+", " ")), safe=_UNRESERVED)


def _canonical_headers(headers: Mapping[str, str], signed: tuple[str, ...]) -> str:
    return "".join(f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in signed)
