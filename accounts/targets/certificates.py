"""How parameters name a server certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts import queries
from accounts.models import ServerCertificate
from accounts.names import Tag
from accounts.targets.tagging import tagging
from iamconsole.caller import Caller, Found, Further
from iamconsole.errors import NoSuchEntity


def server_certificate(
    caller: Caller, *, server_certificate_name: str, **_: Any
) -> Found[ServerCertificate]:
    """An existing certificate. A missing one is authorized too."""
    row = queries.server_certificate_named(caller.account_id, server_certificate_name)
    if row is None:
        return Found(
            arn=_arn(caller, "/", server_certificate_name),
            row=ServerCertificate(),
            missing=NoSuchEntity(
                f"The Server Certificate with name {server_certificate_name} cannot be found."
            ),
        )
    return Found(arn=row.arn, row=row, tags=row.tags)


def server_certificate_to_rename(
    caller: Caller,
    *,
    server_certificate_name: str,
    new_server_certificate_name: str | None,
    new_path: str | None,
    **_: Any,
) -> Found[ServerCertificate]:
    """A certificate and the ARN it is to have: the caller must be allowed to act on both."""
    found = server_certificate(caller, server_certificate_name=server_certificate_name)
    name = new_server_certificate_name or server_certificate_name
    renamed = _arn(caller, new_path or found.row.path, name)
    return replace(found, also=(Further(renamed),))


def new_server_certificate(
    caller: Caller,
    *,
    server_certificate_name: str,
    path: str = "/",
    tags: tuple[Tag, ...] = (),
    **_: Any,
) -> Found[None]:
    arn = _arn(caller, path, server_certificate_name)
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagServerCertificate", tags))


def server_certificates_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=_arn(caller, path_prefix, ""), row=None)


def _arn(caller: Caller, path: str, name: str) -> str:
    return f"arn:aws:iam::{caller.account_id}:server-certificate{path}{name}"
