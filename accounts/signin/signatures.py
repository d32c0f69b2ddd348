"""What a request's AWS Signature Version 4 says, in a header or in the query; nothing is checked.

Nothing here knows Django, the database or the clock. Refusals use the words AWS uses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_plus

from iamconsole.errors import IncompleteSignature, MissingAuthenticationToken

ALGORITHM = "AWS4-HMAC-SHA256"
LONGEST_LIFETIME_SECONDS = 7 * 24 * 3600

_BASIC_ISO = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_HEADER_PARTS = ("Credential", "SignedHeaders", "Signature")
_QUERY_PARTS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
)
_SIGNED_HEADERS = re.compile(r"[a-z0-9_.-]+(;[a-z0-9_.-]+)*")


@dataclass(frozen=True)
class Message:
    """A request as it was signed: path decoded, query as sent, header names in small letters."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Signature:
    """Who says they signed a message, when, for which service, and what came out.

    `lifetime` is how long a signed address holds; None where the signature is in a header.
    """

    key_id: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    moment: datetime
    time: str
    value: str = field(repr=False)
    token: str | None = field(repr=False)
    lifetime: timedelta | None = None

    @property
    def is_presigned(self) -> bool:
        return self.lifetime is not None

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"


def signature_of(message: Message) -> Signature:
    """The signature a message carries.

    Raises MissingAuthenticationToken where there is none, IncompleteSignature where a part is.
    """
    header = message.headers.get("authorization", "")
    in_query = _query_parts(message.query) if "X-Amz-" in message.query else {}
    if in_query and header:
        raise IncompleteSignature("A request is signed in its header or in its query, not in both.")
    if in_query:
        return _from_query(in_query)
    if not header:
        raise MissingAuthenticationToken("Request is missing Authentication Token")
    return _from_header(header, message.headers)


def _from_header(header: str, headers: Mapping[str, str]) -> Signature:
    algorithm, _, rest = header.strip().partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignature(f"Unsupported AWS 'algorithm': '{algorithm[:64]}'.")
    parts = _header_parts(rest)
    date = headers.get("x-amz-date") or headers.get("date") or ""
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in _HEADER_PARTS
        if not parts.get(name)
    ]
    if not date:
        missing.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    if missing:
        raise IncompleteSignature(" ".join(missing))
    return _signature(
        credential=parts["Credential"],
        signed_headers=parts["SignedHeaders"],
        value=parts["Signature"],
        moment=_moment(date),
        token=headers.get("x-amz-security-token"),
    )


def _header_parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for pair in text.split(","):
        name, equals, value = pair.strip().partition("=")
        if not equals:
            raise IncompleteSignature(
                f"'{name[:64]}' not a valid key=value pair (missing equal-sign) "
                "in Authorization header."
            )
        if name in parts:
            raise IncompleteSignature(f"Authorization header has '{name[:64]}' more than once.")
        parts[name] = value
    return parts


def _query_parts(query: str) -> dict[str, str]:
    """The parameters of a signed address; none where the query is not one."""
    parts: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name = unquote_plus(name)
        if not name.startswith("X-Amz-"):
            continue
        if name in parts:
            raise IncompleteSignature(f"AWS query-string parameters have '{name[:64]}' twice.")
        parts[name] = unquote_plus(value)
    return parts if parts.keys() & {"X-Amz-Algorithm", "X-Amz-Signature"} else {}


def _from_query(parts: Mapping[str, str]) -> Signature:
    missing = [
        f"AWS query-string parameters must include '{name}'."
        for name in _QUERY_PARTS
        if not parts.get(name)
    ]
    if missing:
        raise IncompleteSignature(" ".join(missing))
    if parts["X-Amz-Algorithm"] != ALGORITHM:
        algorithm = parts["X-Amz-Algorithm"][:64]
        raise IncompleteSignature(f"Unsupported AWS 'algorithm': '{algorithm}'.")
    return _signature(
        credential=parts["X-Amz-Credential"],
        signed_headers=parts["X-Amz-SignedHeaders"],
        value=parts["X-Amz-Signature"],
        moment=_moment(parts["X-Amz-Date"]),
        token=parts.get("X-Amz-Security-Token"),
        lifetime=_lifetime(parts["X-Amz-Expires"]),
    )


def _lifetime(text: str) -> timedelta:
    seconds = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0
    if not 1 <= seconds <= LONGEST_LIFETIME_SECONDS:
        raise IncompleteSignature(
            f"X-Amz-Expires must be a number of seconds between 1 and {LONGEST_LIFETIME_SECONDS}."
        )
    return timedelta(seconds=seconds)


def _signature(
    *,
    credential: str,
    signed_headers: str,
    value: str,
    moment: datetime,
    token: str | None,
    lifetime: timedelta | None = None,
) -> Signature:
    elements = credential.split("/")
    if len(elements) != 5:
        raise IncompleteSignature(
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            f"keyid/date/region/service/term, got '{credential[:256]}'"
        )
    if not _SIGNED_HEADERS.fullmatch(signed_headers):
        raise IncompleteSignature(
            "SignedHeaders must be names in small letters, separated by semicolons."
        )
    key_id, date, region, service, terminator = elements
    return Signature(
        key_id=key_id,
        date=date,
        region=region,
        service=service,
        terminator=terminator,
        signed_headers=tuple(signed_headers.split(";")),
        moment=moment,
        time=written(moment),
        value=value,
        token=token,
        lifetime=lifetime,
    )


def _moment(text: str) -> datetime:
    """When a message was signed, from either way of writing it."""
    try:
        if _BASIC_ISO.fullmatch(text):
            return datetime.fromisoformat(text)
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise IncompleteSignature(
            f"Date must be in ISO-8601 'basic format'. Got '{text[:64]}'. "
            "See http://en.wikipedia.org/wiki/ISO_8601"
        ) from None


def written(moment: datetime) -> str:
    """A moment as signatures write it: 20261122T050420Z."""
    return moment.strftime("%Y%m%dT%H%M%SZ")
