from __future__ import annotations

import pytest

from accounts.operations import oidc_providers
from iamconsole.errors import InvalidInput, LimitExceeded, NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example/realm"


@pytest.fixture
def issuer(account):
    return providers.make_issuer(account, tags={"team": "blue"})


def tag(admin, *keys):
    oidc_providers.tag_open_id_connect_provider.perform(
        admin,
        {
            "open_id_connect_provider_arn": ARN,
            "tags": [{"key": key, "value": "new"} for key in keys],
        },
    )


def test_it_adds_and_changes_tags(admin, issuer):
    tag(admin, "team", "level")
    issuer.refresh_from_db()
    assert issuer.tags == {"team": "new", "level": "new"}


def test_there_are_50_at_most(admin, issuer):
    tag(admin, *(f"t{n}" for n in range(49)))
    with refused(LimitExceeded, "The number of tags has reached the maximum limit of 50."):
        tag(admin, "one more")


def test_reserved_keys_are_refused(admin, issuer):
    with refused(InvalidInput, "Tag keys that begin with aws: are reserved for system use."):
        tag(admin, "aws:team")


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        tag(admin, "team")
