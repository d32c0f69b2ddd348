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


def test_it_lists_them_in_pages(admin, idp):
    idp.tags = {"b": "2", "a": "1"}
    idp.save()
    ask = saml_providers.list_saml_provider_tags
    first = ask(admin, saml_provider_arn=ARN, max_items=1)
    assert ([tag.key for tag in first.tags], first.is_truncated) == (["a"], True)
    rest = ask(admin, saml_provider_arn=ARN, marker=first.marker)
    assert ([tag.key for tag in rest.tags], rest.is_truncated) == (["b"], False)


def test_a_missing_one_is_refused(admin):
    with refused(NoSuchEntity, f"Manifest not found for arn {ARN}"):
        saml_providers.list_saml_provider_tags(admin, saml_provider_arn=ARN)
