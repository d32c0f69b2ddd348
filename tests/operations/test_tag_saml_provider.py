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


def tag(admin, *keys):
    saml_providers.tag_saml_provider.perform(
        admin,
        {
            "saml_provider_arn": ARN,
            "tags": [{"key": key, "value": "new"} for key in keys],
        },
    )


def test_it_adds_and_changes_tags(admin, idp):
    tag(admin, "team", "level")
    idp.refresh_from_db()
    assert idp.tags == {"team": "new", "level": "new"}


def test_there_are_50_at_most(admin, idp):
    tag(admin, *(f"t{n}" for n in range(49)))
    with refused(LimitExceeded, "The number of tags has reached the maximum limit of 50."):
        tag(admin, "one more")


def test_reserved_keys_are_refused(admin, idp):
    with refused(InvalidInput, "Tag keys that begin with aws: are reserved for system use."):
        tag(admin, "aws:team")


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"Manifest not found for arn {ARN}"):
        tag(admin, "team")
