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


def test_it_tells_what_is_known(admin, issuer):
    known = oidc_providers.get_open_id_connect_provider(admin, open_id_connect_provider_arn=ARN)
    assert (known.url, known.client_id_list) == ("issuer.example/realm", ("warehouse",))
    assert (known.thumbprint_list, known.create_date) == ((), issuer.created)
    assert [(tag.key, tag.value) for tag in known.tags] == [("team", "blue")]


def test_a_missing_issuer_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        oidc_providers.get_open_id_connect_provider(admin, open_id_connect_provider_arn=ARN)


def test_what_names_no_issuer_is_refused(admin, alice):
    with refused(InvalidInput, f"ARN {alice.arn} is not valid."):
        oidc_providers.get_open_id_connect_provider(admin, open_id_connect_provider_arn=alice.arn)
