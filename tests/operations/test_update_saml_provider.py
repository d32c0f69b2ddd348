from __future__ import annotations

import pytest

from accounts.operations import saml_providers
from iamconsole.errors import InvalidInput, LimitExceeded, NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"


@pytest.fixture
def idp(account):
    return providers.make_saml_provider(account, tags={"team": "blue"})


def update(admin, **more):
    return saml_providers.update_saml_provider(admin, saml_provider_arn=ARN, **more)


def test_it_replaces_the_metadata(admin, idp):
    document = providers.metadata("https://elsewhere.example/saml")
    assert update(admin, saml_metadata_document=document).saml_provider_arn == ARN
    idp.refresh_from_db()
    assert idp.metadata == document
    with refused(InvalidInput, "Could not parse metadata"):
        update(admin, saml_metadata_document="x" * 1000)


def test_two_private_keys_let_one_take_over_from_the_other(admin, idp):
    pem = providers.pem(providers.rsa_key("saml"))
    update(admin, add_private_key=pem, assertion_encryption_mode="Required")
    update(admin, add_private_key=pem)
    with refused(LimitExceeded, "Cannot exceed quota for PrivateKeysPerSAMLProvider: 2"):
        update(admin, add_private_key=pem)
    first, second = (key.key_id for key in idp.private_keys.order_by("pk"))
    update(admin, remove_private_key=first)
    with refused(NoSuchEntity, f"Private key {first} cannot be found."):
        update(admin, remove_private_key=first)
    with refused(InvalidInput, "AssertionEncryptionMode Required needs a private key."):
        update(admin, remove_private_key=second)
    update(admin, remove_private_key=second, assertion_encryption_mode="Allowed")


def test_a_refused_change_changes_nothing(admin, idp):
    with pytest.raises(InvalidInput):
        update(admin, assertion_encryption_mode="Required")
    idp.refresh_from_db()
    assert idp.encryption_mode == ""


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"Manifest not found for arn {ARN}"):
        update(admin)
