from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from accounts.models import SAMLPrivateKey, SAMLProvider
from accounts.operations import saml_providers
from iamconsole.errors import EntityAlreadyExists, InvalidInput, LimitExceeded, ValidationError
from iamconsole.sealing import open_sealed
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused


def create(admin, name="idp", document=None, **more):
    return saml_providers.create_saml_provider(
        admin, name=name, saml_metadata_document=document or providers.metadata(), **more
    )


def test_it_registers_a_provider_by_its_metadata(admin):
    until = 'validUntil="2036-01-01T00:00:00Z"'
    made = create(admin, document=providers.metadata(more=until))
    assert made.saml_provider_arn == f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"
    assert SAMLProvider.objects.get().valid_until.year == 2036


def test_a_private_key_is_kept_sealed(admin):
    pem = providers.pem(providers.rsa_key("saml"))
    create(admin, assertion_encryption_mode="Required", add_private_key=pem)
    row = SAMLPrivateKey.objects.get()
    assert "PRIVATE" not in row.sealed_key
    assert open_sealed(row.sealed_key, f"saml_key:{row.key_id}") == pem


def test_names_that_differ_only_by_case_clash(admin):
    create(admin)
    with refused(EntityAlreadyExists, "SAMLProvider with name IDP already exists."):
        create(admin, name="IDP")


GOOD = providers.metadata()
PADDING = " " * 1000
BROKEN = {
    "no XML": "x" * 1000,
    "another document": "<r/>" + PADDING,
    "a bomb": f'<!DOCTYPE r [<!ENTITY a "b">]>{GOOD}',
    "no entity": GOOD.replace("entityID", "id"),
    "no identity provider": GOOD.replace("IDPSSODescriptor", "SPSSODescriptor"),
    "another protocol": GOOD.replace("SAML:2.0:protocol", "SAML:1.1:protocol"),
    "no certificate": GOOD.replace("X509Certificate>", "Nothing>"),
    "a broken certificate": GOOD.replace("<ds:X509Certificate>", "<ds:X509Certificate>AAAA"),
    "keys for encryption alone": GOOD.replace('use="signing"', 'use="encryption"'),
    "nowhere to sign in": GOOD.replace("SingleSignOnService", "SingleLogoutService"),
    "a moment that is none": providers.metadata(more='validUntil="never"'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_metadata_must_describe_one_identity_provider(admin, name):
    with refused(InvalidInput, "Could not parse metadata"):
        create(admin, document=BROKEN[name])


def test_metadata_that_is_over_is_refused(admin):
    with refused(InvalidInput, "The metadata is not valid any more"):
        create(admin, document=providers.metadata(more='validUntil="2020-01-01T00:00:00Z"'))


@pytest.mark.parametrize("key", ["no key", "elliptic", "short"])
def test_a_private_key_must_be_rsa(admin, key):
    made = {
        "elliptic": lambda: providers.pem(ec.generate_private_key(ec.SECP256R1())),
        "short": lambda: providers.pem(rsa.generate_private_key(65537, 1024)),  # noqa: S505
    }
    with pytest.raises(InvalidInput, match="must be an RSA key of at least 2048 bits"):
        create(admin, add_private_key=made.get(key, lambda: key)())
    assert not SAMLProvider.objects.exists()


def test_encryption_cannot_be_required_without_a_key(admin):
    with refused(InvalidInput, "AssertionEncryptionMode Required needs a private key."):
        create(admin, assertion_encryption_mode="Required")


def test_an_account_has_up_to_100_providers(admin, account):
    SAMLProvider.objects.bulk_create(
        SAMLProvider(account=account, name=f"p{n}", created=account.created) for n in range(100)
    )
    with refused(LimitExceeded, "Cannot exceed quota for SAMLProvidersPerAccount: 100"):
        create(admin)


def test_limits_are_the_models(admin):
    with pytest.raises(ValidationError, match="greater than or equal to 1000"):
        create(admin, document="<r/>")
    with pytest.raises(ValidationError, match="'name'"):
        create(admin, name="a b")
