from __future__ import annotations

import pytest

from accounts.operations import oidc_providers
from iamconsole.errors import LimitExceeded, NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example/realm"


@pytest.fixture
def issuer(account):
    return providers.make_issuer(account, tags={"team": "blue"})


def add(admin, client_id):
    oidc_providers.add_client_id_to_open_id_connect_provider(
        admin, open_id_connect_provider_arn=ARN, client_id=client_id
    )


def test_it_adds_a_client_once(admin, issuer):
    add(admin, "shop")
    add(admin, "shop")
    issuer.refresh_from_db()
    assert issuer.client_ids == ["warehouse", "shop"]


def test_an_issuer_has_up_to_100_clients(admin, account):
    providers.make_issuer(account, client_ids=[str(n) for n in range(100)])
    add(admin, "99")
    quota = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"
    with refused(LimitExceeded, quota):
        add(admin, "100")


def test_a_missing_issuer_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        add(admin, "shop")
