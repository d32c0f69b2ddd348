"""Where a request comes from, as every kind of credential tells it."""

from __future__ import annotations

from django.http import HttpRequest

from iamconsole.caller import Face, Origin
from iamconsole.http import client_address


def origin_of(request: HttpRequest, face: Face, region: str = "us-east-1") -> Origin:
    """The request as far as it can be trusted."""
    return Origin(
        face=face,
        source_ip=str(client_address(request)),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        is_secure=request.is_secure(),
        region=region,
    )
