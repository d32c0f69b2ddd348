"""Programs as the tests use them: they sign each request with an access key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests import people

ROOT = "/api/v1"


@dataclass(frozen=True)
class Script:
    """A program that holds one access key."""

    key_id: str
    secret: str

    @classmethod
    def of(cls, user: User) -> Script:
        return cls(*people.access_key(user))

    def ask(
        self, method: str, address: str, body: Any = None, *, query: Any = (), **headers: str
    ) -> HttpResponse:
        """Send a signed request; `body` is JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        kind = {"Host": "testserver"} | ({"Content-Type": "application/json"} if content else {})
        url = f"http://testserver{ROOT}{address}" + (f"?{urlencode(query, True)}" if query else "")
        request = AWSRequest(method=method, url=url, data=content, headers=kind | headers)
        SigV4Auth(Credentials(self.key_id, self.secret), "iam", "us-east-1").add_auth(request)
        path = url.removeprefix("http://testserver")
        given = {name: value for name, value in request.headers.items() if name != "Content-Type"}
        return Client().generic(
            method,
            path,
            content,
            content_type=request.headers.get("Content-Type", ""),
            headers=given,
        )

    def get(self, address: str, **query: Any) -> HttpResponse:
        return self.ask("GET", address, query=query)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
