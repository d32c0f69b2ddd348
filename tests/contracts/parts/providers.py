"""OpenID Connect and SAML providers in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.federation import outbound
from accounts.models import SAMLPrivateKey, TokenIssuer
from iamconsole.sealing import seal
from tests import people, providers

if TYPE_CHECKING:
    from tests.contracts.world import World

_ISSUER = f"arn:aws:iam::{people.ACCOUNT}:oidc-provider/nobody.example"
_SAML = f"arn:aws:iam::{people.ACCOUNT}:saml-provider/nobody"

VALUES: dict[str, Any] = {
    "audience": ["warehouse"],
    "client_id": "another",
    "json_web_key_set": '{"keys": []}',
    "name": "newcomer",
    "open_id_connect_provider_arn": _ISSUER,
    "principal_arn": _SAML,
    "saml_assertion": "no assertion",
    "saml_metadata_document": providers.metadata(),
    "saml_provider_arn": _SAML,
    "signing_algorithm": "ES384",
    "thumbprint_list": ["a" * 40],
    "url": "https://newcomer.example",
    "web_identity_token": "no token",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """A provider of each kind, what it may be asked with, and an issuer of the account's own."""
    account, tags = world.account, {"team": text, text: "team"}
    issuer = providers.make_issuer(
        account, url=f"issuer.example/{world.dave.name}", client_ids=["warehouse", text], tags=tags
    )
    saml = providers.make_saml_provider(account, f"idp-{world.dave.name}", tags=tags)
    key = SAMLPrivateKey(account=account, provider=saml, created=account.created)
    key.sealed_key = seal(providers.pem(providers.rsa_key("saml")), f"saml_key:{key.key_id}")
    key.save()
    if not TokenIssuer.objects.filter(account=account).exists():
        outbound.open_issuer(account.id)
    return VALUES | {
        "client_id": f"{text}-too",
        "its_client_id": text,
        "open_id_connect_provider_arn": issuer.arn,
        "remove_private_key": key.key_id,
        "saml_provider_arn": saml.arn,
    }


def calls(world: World) -> dict[str, dict[str, Any]]:
    """An issuer is switched on where it is off: another account's switch is not the world's."""
    fresh = {"add_private_key": providers.pem(providers.rsa_key("saml"))}
    return {
        "RemoveClientIDFromOpenIDConnectProvider": {"client_id": world.values["its_client_id"]},
        "CreateSAMLProvider": fresh | {"assertion_encryption_mode": "Required"},
        "UpdateSAMLProvider": fresh,
    }
