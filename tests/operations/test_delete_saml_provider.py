from __future__ import annotations

import pytest

from accounts.models import SAMLPrivateKey
from accounts.operations import saml_providers
from iamconsole.errors import NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"


@pytest.fixture
def idp(account):
    return providers.make_saml_provider(account, tags={"team": "blue"})


def delete(admin):
    saml_providers.delete_saml_provider(admin, saml_provider_arn=ARN)


def test_it_is_gone_with_its_keys_and_cannot_be_deleted_twice(admin, idp):
    saml_providers.update_saml_provider(
        admin,
        saml_provider_arn=ARN,
        add_private_key=providers.pem(providers.rsa_key("saml")),
    )
    delete(admin)
    assert not SAMLPrivateKey.objects.exists()
    with refused(NoSuchEntity, f"Manifest not found for arn {ARN}"):
        delete(admin)
