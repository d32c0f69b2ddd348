"""Refusals as programs read them: problem documents (RFC 9457)."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

from iamconsole.errors import (
    AccessDenied,
    NotSignedIn,
    Refused,
    Throttling,
    ValidationError,
    Violation,
)

CONTENT_TYPE = "application/problem+json"


def problem(refusal: Refused, request_id: str = "") -> JsonResponse:
    """The answer that tells a program why nothing was done."""
    status = status_of(refusal)
    request_id = request_id or str(uuid.uuid4())
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _detail(refusal),
        "code": refusal.code,
        "request_id": request_id,
    }
    if isinstance(refusal, ValidationError) and refusal.violations:
        body["errors"] = [_error(violation) for violation in refusal.violations]
    if isinstance(refusal, AccessDenied) and refusal.encode:
        body["encoded_message"] = refusal.encode()
    headers = {"X-Amzn-RequestId": request_id} | _headers(refusal, status)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)


def status_of(refusal: Refused) -> int:
    """HTTP's own word for a refusal, where AWS's Query protocol uses another."""
    if isinstance(refusal, Throttling):
        return HTTPStatus.TOO_MANY_REQUESTS
    if isinstance(refusal, NotSignedIn) and refusal.status == HTTPStatus.FORBIDDEN:
        return HTTPStatus.UNAUTHORIZED
    return refusal.status


def waiting_headers(refusal: Refused) -> dict[str, str]:
    """How long to wait before asking again; nothing for a refusal that waiting does not help."""
    if isinstance(refusal, Throttling):
        return {"Retry-After": str(getattr(refusal, "seconds", 1))}
    return {}


def _headers(refusal: Refused, status: int) -> dict[str, str]:
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": 'AWS4-HMAC-SHA256 service="iam"'}
    return waiting_headers(refusal)


def _detail(refusal: Refused) -> str:
    """What is wrong, in the names that programs use here."""
    violations = getattr(refusal, "violations", ())
    named = (f"{_pointer(violation.path)}: {violation.hint}" for violation in violations)
    return " ".join(named) or refusal.message


def _error(violation: Violation) -> dict[str, str]:
    return {"pointer": _pointer(violation.path), "detail": violation.hint}


def _pointer(path: tuple[str | int, ...]) -> str:
    """Where in the body a value stands: a JSON Pointer (RFC 6901), with positions from 0."""
    parts = (str(part - 1) if isinstance(part, int) else part for part in path)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
