"""The services that take credentials of their own, and what those look like."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

_SECRET_BYTES = 45  # 60 characters of base64


@dataclass(frozen=True)
class Service:
    """A service, and how its bearer tokens begin; one without takes a user name and a password."""

    name: str
    token_prefix: str = ""

    @property
    def takes_tokens(self) -> bool:
        return bool(self.token_prefix)

    def new_secret(self, user_name: str) -> str:
        """A password, or a token that says by itself whose it is."""
        password = base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
        if not self.takes_tokens:
            return password
        return self.token_prefix + base64.b64encode(f"{user_name}:{password}".encode()).decode()


SERVICES = (
    Service("codecommit.amazonaws.com"),
    Service("cassandra.amazonaws.com"),
    Service("bedrock.amazonaws.com", "ABSK"),
    Service("logs.amazonaws.com", "ACWL"),
    Service("cloudwatch.amazonaws.com", "APIAACWM"),
    Service("aws-external-anthropic.amazonaws.com", "AEAA"),
)
_BY_NAME = {service.name: service for service in SERVICES}


def find(name: str) -> Service | None:
    """The service called so, in capitals or small letters."""
    return _BY_NAME.get(name.lower())


def takes_tokens(name: str) -> bool:
    service = find(name)
    return service is not None and service.takes_tokens
