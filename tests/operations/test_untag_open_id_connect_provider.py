from __future__ import annotations

import pytest

from accounts.operations import oidc_providers
from iamconsole.errors import NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example/realm"


@pytest.fixture
def issuer(account):
    return providers.make_issuer(account, tags={"team": "blue"})


def untag(admin, *keys):
    oidc_providers.untag_open_id_connect_provider(
        admin, open_id_connect_provider_arn=ARN, tag_keys=keys
    )


def test_it_removes_tags_and_passes_over_those_that_are_not_there(admin, issuer):
    untag(admin, "TEAM", "level")
    issuer.refresh_from_db()
    assert issuer.tags == {}


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        untag(admin, "team")
