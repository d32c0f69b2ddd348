"""Our names and AWS's for the same thing: `user_name` is `UserName`, `mfa_device` `MFADevice`."""

from __future__ import annotations

import re
from dataclasses import Field, fields
from functools import cache, lru_cache
from typing import Any

# Words AWS does not write in plain camel case, where they stand for themselves.
_SPELLED = {
    "aws": "AWS",
    "mfa": "MFA",
    "oidc": "OIDC",
    "openid": "OpenID",
    "png": "PNG",
    "qr": "QR",
    "saml": "SAML",
    "ssh": "SSH",
    "url": "Url",
}
# Whole names that follow no rule.
_EXCEPTIONS = {
    "client_id": "ClientID",
    "descriptor_arn": "arn",
    "client_id_list": "ClientIDList",
    "qr_code_png": "QRCodePNG",
    "saml_provider_uuid": "SAMLProviderUUID",
    "base32_string_seed": "Base32StringSeed",
    "vpc_endpoint": "VpcEndpoint",
    "open_id_connect_provider_arn": "OpenIDConnectProviderArn",
    "open_id_connect_provider_list": "OpenIDConnectProviderList",
    "add_client_id_to_open_id_connect_provider": "AddClientIDToOpenIDConnectProvider",
    "remove_client_id_from_open_id_connect_provider": "RemoveClientIDFromOpenIDConnectProvider",
}
_OPEN_ID = "OpenId"


@lru_cache(maxsize=4096)
def wire_name(name: str) -> str:
    """AWS's spelling of one of our names: `user_name` → `UserName`."""
    if name in _EXCEPTIONS:
        return _EXCEPTIONS[name]
    joined = "".join(_SPELLED.get(word) or word.title() for word in name.split("_"))
    return joined.replace(_OPEN_ID, "OpenID")


@cache
def members_told(shape: type) -> tuple[Field[Any], ...]:
    """The members of a shape that answers tell; those marked inner are for our own pages."""
    members: tuple[Field[Any], ...] = fields(shape)
    return tuple(one for one in members if not one.metadata.get("is_inner"))


def wire_name_of(member: Field[Any]) -> str:
    """AWS's spelling of a member of a shape, which may be one that follows no rule there."""
    return member.metadata.get("wire_name") or wire_name(member.name)


def lower_camel(name: str) -> str:
    """The spelling AWS uses inside messages: `user_name` → `userName`."""
    wire = wire_name(name)
    capitals = re.match(r"[A-Z]+(?=[A-Z][a-z]|$)|[A-Z]", wire)
    head = capitals.group() if capitals else ""
    return head.lower() + wire[len(head) :]


def wire_path(path: tuple[str | int, ...]) -> str:
    """How AWS's messages name a nested member: `("tags", 3, "key")` → `tags.3.member.key`."""
    return ".".join(
        f"{part}.member" if isinstance(part, int) else lower_camel(part) for part in path
    )
