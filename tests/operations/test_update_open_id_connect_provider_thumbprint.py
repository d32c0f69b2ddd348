from __future__ import annotations

import pytest

from accounts.operations import oidc_providers
from iamconsole.errors import InvalidInput, NoSuchEntity
from tests import providers
from tests.people import ACCOUNT
from tests.refusals import refused

ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example/realm"


@pytest.fixture
def issuer(account):
    return providers.make_issuer(account, tags={"team": "blue"})


def test_it_replaces_them(admin, issuer):
    update = oidc_providers.update_open_id_connect_provider_thumbprint
    update(admin, open_id_connect_provider_arn=ARN, thumbprint_list=("b" * 40, "c" * 40))
    issuer.refresh_from_db()
    assert issuer.thumbprints == ["b" * 40, "c" * 40]


def test_there_are_5_at_most(admin, issuer):
    with refused(InvalidInput, "Thumbprint list must contain fewer than 5 entries."):
        oidc_providers.update_open_id_connect_provider_thumbprint(
            admin, open_id_connect_provider_arn=ARN, thumbprint_list=("b" * 40,) * 6
        )


def test_a_missing_issuer_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        oidc_providers.update_open_id_connect_provider_thumbprint(
            admin, open_id_connect_provider_arn=ARN, thumbprint_list=()
        )
