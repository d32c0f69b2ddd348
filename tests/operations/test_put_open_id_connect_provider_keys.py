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


def put(admin, keys):
    oidc_providers.put_open_id_connect_provider_keys(
        admin, open_id_connect_provider_arn=ARN, json_web_key_set=keys
    )


def test_it_registers_keys_and_forgets_them(admin, issuer):
    keys = providers.key_set(providers.public_jwk("ES384"))
    put(admin, keys)
    issuer.refresh_from_db()
    assert issuer.key_set == keys
    put(admin, '{"keys": []}')
    issuer.refresh_from_db()
    assert issuer.key_set == ""


@pytest.mark.parametrize(
    ("keys", "because"),
    [
        ("no JSON", "it is not JSON, or says one thing twice"),
        ("{}", "it has no list of keys"),
        ('{"keys": [7]}', "one of its keys is no object"),
        (
            '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}',
            "one of its keys is private or a shared secret",
        ),
        ('{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}', None),
        ('{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}', None),
    ],
)
def test_what_is_no_public_key_set_is_refused(admin, issuer, keys, because):
    if because:
        with refused(InvalidInput, f"The key set cannot be used: {because}."):
            put(admin, keys)
    else:
        with pytest.raises(InvalidInput, match="The key set cannot be used"):
            put(admin, keys)


def test_a_private_key_is_refused_and_goes_nowhere(admin, issuer):
    private = providers.key_set(providers.signing_key("RS256").as_dict(private=True))
    with pytest.raises(InvalidInput) as refusal:
        put(admin, private)
    assert providers.signing_key("RS256").as_dict(private=True)["d"] not in str(refusal.value)


def test_a_missing_issuer_is_refused(admin):
    with refused(NoSuchEntity, f"OpenIDConnect Provider not found for arn {ARN}"):
        put(admin, '{"keys": []}')
