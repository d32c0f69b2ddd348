"""OpenID Connect and SAML providers, from beginning to end, as boto3 asks."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.federation import jose
from tests import people, providers
from tests.faces.wire.conftest import site

WEB, SAML = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
    issuer = a_life_of_an_issuer(iam)
    idp = a_life_of_an_identity_provider(iam)
    account = people.account_of(issuer.split(":")[4])
    tokens_for_roles(sts, account, issuer)
    assertions_for_roles(sts, account, idp)
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=issuer)
    iam.delete_saml_provider(SAMLProviderArn=idp)
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []
    assert iam.list_saml_providers()["SAMLProviderList"] == []
    tokens_for_others(iam, sts)


def a_life_of_an_issuer(iam: Any) -> str:
    tags = [{"Key": "team", "Value": "blue"}]
    made = iam.create_open_id_connect_provider(
        Url=providers.ISSUER, ClientIDList=["warehouse"], ThumbprintList=["a" * 40], Tags=tags
    )
    arn: str = made["OpenIDConnectProviderArn"]
    assert arn.endswith(":oidc-provider/issuer.example/realm")
    assert made["Tags"] == tags
    listed = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert listed == [{"Arn": arn}]
    iam.update_open_id_connect_provider_thumbprint(
        OpenIDConnectProviderArn=arn, ThumbprintList=["b" * 40]
    )
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="shop")
    iam.remove_client_id_from_open_id_connect_provider(
        OpenIDConnectProviderArn=arn, ClientID="shop"
    )
    iam.tag_open_id_connect_provider(
        OpenIDConnectProviderArn=arn, Tags=[{"Key": "level", "Value": "2"}]
    )
    iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=["level"])
    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"] == tags
    known = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (known["Url"], known["ClientIDList"]) == ("issuer.example/realm", ["warehouse"])
    assert (known["ThumbprintList"], known["Tags"]) == (["b" * 40], tags)
    return arn


def a_life_of_an_identity_provider(iam: Any) -> str:
    tags = [{"Key": "team", "Value": "blue"}]
    document = providers.metadata()
    made = iam.create_saml_provider(SAMLMetadataDocument=document, Name="idp", Tags=tags)
    arn: str = made["SAMLProviderArn"]
    assert made["Tags"] == tags
    (listed,) = iam.list_saml_providers()["SAMLProviderList"]
    assert listed["Arn"] == arn
    key = providers.pem(providers.rsa_key("saml"))
    updated = iam.update_saml_provider(
        SAMLProviderArn=arn, AssertionEncryptionMode="Allowed", AddPrivateKey=key
    )
    assert updated["SAMLProviderArn"] == arn
    iam.tag_saml_provider(SAMLProviderArn=arn, Tags=[{"Key": "level", "Value": "2"}])
    iam.untag_saml_provider(SAMLProviderArn=arn, TagKeys=["level"])
    assert iam.list_saml_provider_tags(SAMLProviderArn=arn)["Tags"] == tags
    known = iam.get_saml_provider(SAMLProviderArn=arn)
    assert (known["SAMLMetadataDocument"], known["Tags"]) == (document, tags)
    assert known["AssertionEncryptionMode"] == "Allowed"
    assert [len(one["KeyId"]) for one in known["PrivateKeyList"]] == [26]
    return arn


def tokens_for_roles(sts: Any, account: Any, issuer: str) -> None:
    account_id = issuer.split(":")[4]
    url = issuer.partition("/")[2]
    rows = providers.OpenIDConnectProvider.objects.filter(account_id=account_id, url=url)
    rows.update(key_set=providers.key_set())
    role = providers.make_federated_role(account, "courier", issuer, WEB)
    taken = sts.assume_role_with_web_identity(
        RoleArn=role.arn, RoleSessionName="parcel", WebIdentityToken=providers.token()
    )
    assert taken["AssumedRoleUser"]["Arn"].endswith(":assumed-role/courier/parcel")
    role.delete()


def assertions_for_roles(sts: Any, account: Any, idp: str) -> None:
    role = providers.make_federated_role(account, "clerk", idp, SAML)
    said = providers.Words(
        attributes={
            f"{providers.ROLE_ATTRIBUTE}Role": [f"{role.arn},{idp}"],
            f"{providers.ROLE_ATTRIBUTE}RoleSessionName": ["dora"],
        }
    )
    taken = sts.assume_role_with_saml(
        RoleArn=role.arn, PrincipalArn=idp, SAMLAssertion=providers.response(said)
    )
    assert taken["AssumedRoleUser"]["Arn"].endswith(":assumed-role/clerk/dora")
    role.delete()


def tokens_for_others(iam: Any, sts: Any) -> None:
    with pytest.raises(iam.exceptions.FeatureDisabledException):
        iam.get_outbound_web_identity_federation_info()
    issuer = iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    told = iam.get_outbound_web_identity_federation_info()
    assert (told["IssuerIdentifier"], told["JwtVendingEnabled"]) == (issuer, True)
    with pytest.raises(iam.exceptions.FeatureEnabledException):
        iam.enable_outbound_web_identity_federation()
    for algorithm in ("ES384", "RS256"):
        made = sts.get_web_identity_token(Audience=["shop"], SigningAlgorithm=algorithm)
        path = issuer.partition("//")[2].partition("/")[2]
        keys = site().get(f"/{path}/.well-known/jwks.json").content.decode()
        claims = jose.claims_of(made["WebIdentityToken"], jose.public_keys(keys))
        assert (claims["iss"], claims["aud"]) == (issuer, "shop")
    iam.disable_outbound_web_identity_federation()
