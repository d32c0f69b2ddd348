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


def delete(admin):
    oidc_providers.delete_open_id_connect_provider(admin, open_id_connect_provider_arn=ARN)


def test_it_is_gone_and_cannot_be_deleted_twice(admin, issuer):
    delete(admin)
    with refused(NoSuchEntity, f"OpenId connect Provider {ARN} cannot be found."):
        delete(admin)


def test_another_accounts_is_refused_like_nobodys(admin, mallory):
    theirs = providers.make_issuer(mallory.account).arn
    with refused(NoSuchEntity, f"OpenId connect Provider {theirs} cannot be found."):
        oidc_providers.delete_open_id_connect_provider(admin, open_id_connect_provider_arn=theirs)
