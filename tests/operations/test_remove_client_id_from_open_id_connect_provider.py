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


def remove(admin, client_id):
    oidc_providers.remove_client_id_from_open_id_connect_provider(
        admin, open_id_connect_provider_arn=ARN, client_id=client_id
    )


def test_it_removes_a_client_and_passes_over_one_that_is_not_there(admin, issuer):
    remove(admin, "warehouse")
    remove(admin, "warehouse")
    issuer.refresh_from_db()
    assert issuer.client_ids == []


def test_a_missing_issuer_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        remove(admin, "shop")
