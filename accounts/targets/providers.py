"""How parameters name an identity provider."""

from __future__ import annotations

from typing import Any

from accounts import queries
from accounts.models import OpenIDConnectProvider, SAMLProvider
from accounts.names import Tag
from accounts.targets.tagging import tagging
from iamconsole.caller import Caller, Found
from iamconsole.errors import InvalidInput, NoSuchEntity


def open_id_connect_provider(
    caller: Caller, *, open_id_connect_provider_arn: str, **_: Any
) -> Found[OpenIDConnectProvider]:
    """An existing OpenID Connect provider. A missing one is authorized too."""
    arn = open_id_connect_provider_arn
    return _found_issuer(caller, arn, f"OpenIDConnect Provider not found for arn {arn}")


def open_id_connect_provider_to_delete(
    caller: Caller, *, open_id_connect_provider_arn: str, **_: Any
) -> Found[OpenIDConnectProvider]:
    """The same. AWS misses it in other words."""
    arn = open_id_connect_provider_arn
    return _found_issuer(caller, arn, f"OpenId connect Provider {arn} cannot be found.")


def saml_provider(caller: Caller, *, saml_provider_arn: str, **_: Any) -> Found[SAMLProvider]:
    """An existing SAML provider. A missing one is authorized too."""
    name = _name_in(saml_provider_arn, "saml-provider", caller)
    row = queries.saml_provider_named(caller.account_id, name) if name else None
    if row is None:
        missing = NoSuchEntity(f"Manifest not found for arn {saml_provider_arn}")
        return Found(arn=saml_provider_arn, row=SAMLProvider(), missing=missing)
    return Found(arn=row.arn, row=row, tags=row.tags)


def new_open_id_connect_provider(
    caller: Caller, *, url: str, tags: tuple[Tag, ...] = (), **_: Any
) -> Found[None]:
    arn = f"arn:aws:iam::{caller.account_id}:oidc-provider/{url.removeprefix('https://')}"
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagOpenIDConnectProvider", tags))


def new_saml_provider(
    caller: Caller, *, name: str, tags: tuple[Tag, ...] = (), **_: Any
) -> Found[None]:
    arn = f"arn:aws:iam::{caller.account_id}:saml-provider/{name}"
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagSAMLProvider", tags))


def _found_issuer(caller: Caller, arn: str, missing: str) -> Found[OpenIDConnectProvider]:
    url = _name_in(arn, "oidc-provider", caller)
    row = queries.open_id_connect_provider_at(caller.account_id, url) if url else None
    if row is None:
        return Found(arn=arn, row=OpenIDConnectProvider(), missing=NoSuchEntity(missing))
    return Found(arn=row.arn, row=row, tags=row.tags)


def _name_in(arn: str, kind: str, caller: Caller) -> str | None:
    """What an ARN names in the caller's account; None where it is another's.

    Raises InvalidInput for text that is the ARN of no such thing.
    """
    front, _, name = arn.partition(f":{kind}/")
    if not (front.startswith("arn:aws:iam::") and name):
        raise InvalidInput(f"ARN {arn} is not valid.")
    return name if front == f"arn:aws:iam::{caller.account_id}" else None
