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


def test_it_lists_them_in_pages(admin, issuer):
    issuer.tags = {"b": "2", "a": "1"}
    issuer.save()
    ask = oidc_providers.list_open_id_connect_provider_tags
    first = ask(admin, open_id_connect_provider_arn=ARN, max_items=1)
    assert ([tag.key for tag in first.tags], first.is_truncated) == (["a"], True)
    rest = ask(admin, open_id_connect_provider_arn=ARN, marker=first.marker)
    assert ([tag.key for tag in rest.tags], rest.is_truncated) == (["b"], False)


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        oidc_providers.list_open_id_connect_provider_tags(admin, open_id_connect_provider_arn=ARN)
