"""Roles taken on with an identity provider's word, by boto3 without a signature.

Fixtures `sts`, `issuer`, `idp`, `role` and `saml_role` are for those who import them.
"""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests import providers
from tests.faces.wire.conftest import client_with
from tests.people import allow, grant
from tests.providers import ISSUER, ROLE_ATTRIBUTE, Words

WEB, SAML = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"
URL = ISSUER.removeprefix("https://")
TAGS = "https://aws.amazon.com/tags"
SOURCE = "https://aws.amazon.com/source_identity"


@pytest.fixture(name="sts")
def unsigned_sts():
    """A client whose own key nobody knows: what is not signed needs none."""
    return client_with("sts", "AKIAAAAAAAAAAAAAAAAA", "no secret at all")


@pytest.fixture(name="issuer")
def its_issuer(account):
    return providers.make_issuer(account)


@pytest.fixture(name="idp")
def its_idp(account):
    return providers.make_saml_provider(account)


@pytest.fixture(name="role")
def its_role(account, issuer):
    role = providers.make_federated_role(account, "courier", issuer.arn, WEB)
    grant(role, allow("iam:ListUsers"))
    return role


@pytest.fixture(name="saml_role")
def its_saml_role(account, idp):
    return providers.make_federated_role(account, "clerk", idp.arn, SAML)


def taken(sts, role, offered, **more):
    return sts.assume_role_with_web_identity(
        RoleArn=role.arn, RoleSessionName="parcel-7", WebIdentityToken=offered, **more
    )


def redeemed(sts, role, idp, offered, **more):
    return sts.assume_role_with_saml(
        RoleArn=role.arn, PrincipalArn=idp.arn, SAMLAssertion=offered, **more
    )


def words(role, idp, **more):
    attributes = {
        "Role": [f"{role.arn},{idp.arn}"],
        "RoleSessionName": ["dora"],
    } | more.pop("attributes", {})
    named = {
        name if ":" in name and name.startswith("urn") else ROLE_ATTRIBUTE + name: values
        for name, values in attributes.items()
    }
    return Words(attributes={k: v for k, v in named.items() if v is not None}, **more)


def refused(code, asked, *args, **more):
    with pytest.raises(ClientError) as refusal:
        asked(*args, **more)
    error = refusal.value.response["Error"]
    assert error["Code"] == code, error
    return error["Message"]


def session_client(service, credentials):
    return client_with(
        service,
        credentials["AccessKeyId"],
        credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
