from __future__ import annotations

import pytest

from accounts.operations import saml_providers
from iamconsole.errors import NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"


@pytest.fixture
def idp(account):
    return providers.make_saml_provider(account, tags={"team": "blue"})


def untag(admin, *keys):
    saml_providers.untag_saml_provider(admin, saml_provider_arn=ARN, tag_keys=keys)


def test_it_removes_tags_and_passes_over_those_that_are_not_there(admin, idp):
    untag(admin, "TEAM", "level")
    idp.refresh_from_db()
    assert idp.tags == {}


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"Manifest not found for arn {ARN}"):
        untag(admin, "team")
