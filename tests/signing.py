"""Requests signed by botocore, the oracle, as they reach the site."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.http import HttpRequest
from django.test import RequestFactory

HOST = "127.0.0.1:8000"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
WHO_AM_I = b"Action=GetCallerIdentity&Version=2011-06-15"
Key = tuple[str, str]


def signed(
    key: Key,
    *,
    method: str = "POST",
    address: str = "/",
    body: bytes = WHO_AM_I,
    headers: Mapping[str, str] | None = None,
    service: str = "sts",
    region: str = "us-east-1",
    token: str | None = None,
    expires: int | None = None,
    oracle: type[SigV4Auth] = SigV4Auth,
) -> HttpRequest:
    """The request, signed in its header, or in its query where it `expires`."""
    request = AWSRequest(
        method=method,
        url=f"http://{HOST}{address}",
        data=body,
        headers={"Content-Type": FORM, **(headers or {})} if body else dict(headers or {}),
    )
    credentials = Credentials(*key, token)
    if expires is None:
        oracle(credentials, service, region).add_auth(request)
    else:
        SigV4QueryAuth(credentials, service, region, expires=expires).add_auth(request)
    return arriving(request, body)


def arriving(request: AWSRequest, body: bytes) -> HttpRequest:
    address = urlsplit(request.url)
    sent = dict(request.headers.items())
    return RequestFactory().generic(
        request.method,
        f"{address.path}?{address.query}" if address.query else address.path,
        body,
        content_type=sent.pop("Content-Type", ""),
        headers={"Host": HOST, **sent},
    )
