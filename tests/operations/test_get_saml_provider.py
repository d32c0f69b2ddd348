from __future__ import annotations

import pytest

from accounts.operations import saml_providers
from iamconsole.errors import InvalidInput, NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"


@pytest.fixture
def idp(account):
    return providers.make_saml_provider(account, tags={"team": "blue"})


def test_it_tells_what_is_known(admin, idp):
    known = saml_providers.get_saml_provider(admin, saml_provider_arn=ARN)
    assert (known.saml_provider_uuid, known.create_date) == (idp.provider_id, idp.created)
    assert known.saml_metadata_document == providers.metadata()
    assert (known.valid_until, known.assertion_encryption_mode) == (None, None)
    assert known.private_key_list == ()


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"Manifest not found for arn {ARN}"):
        saml_providers.get_saml_provider(admin, saml_provider_arn=ARN)


def test_what_names_no_provider_is_refused(admin, alice):
    with refused(InvalidInput, f"ARN {alice.arn} is not valid."):
        saml_providers.get_saml_provider(admin, saml_provider_arn=alice.arn)
