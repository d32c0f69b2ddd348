"""boto3 without sockets: what it would send goes through the whole site, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from django.test import Client
from urllib3.response import HTTPResponse

from accounts.models import User
from tests import people

ENDPOINT = "http://127.0.0.1:8000"
Connect = Callable[..., Any]


@cache
def site() -> Client:
    """One client for all: each would load the middleware anew."""
    return Client()


def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    """The site's answer to a request that botocore has signed."""
    address = urlsplit(request.url)
    headers = {
        name: value.decode() if isinstance(value, bytes) else value
        for name, value in request.headers.items()
    }
    body = request.body or b""
    response = site().generic(
        request.method,
        f"{address.path or '/'}?{address.query}" if address.query else address.path or "/",
        body.encode() if isinstance(body, str) else body,
        content_type=headers.pop("Content-Type", ""),
        headers={"Host": address.netloc} | headers,
    )
    raw = HTTPResponse(body=response.content, preload_content=False)
    raw.stream = lambda *_, **__: iter([response.content])  # type: ignore[method-assign]
    return AWSResponse(request.url, response.status_code, dict(response.headers), raw)


def client_with(service: str, key_id: str, secret: str, **options: Any) -> Any:
    config = Config(retries={"max_attempts": 0}, parameter_validation=False)
    client = boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="eu-central-1",
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=config,
        **options,
    )
    client.meta.events.register("before-send", answer)
    return client


@pytest.fixture
def connect() -> Connect:
    """boto3 with a new key of a user: `connect(alice, "iam")`."""

    def connected(user: User, service: str = "iam", **options: Any) -> Any:
        return client_with(service, *people.access_key(user), **options)

    return connected


@pytest.fixture
def iam(alice: User, connect: Connect) -> Iterator[Any]:
    """The administrator's client."""
    return connect(alice)
