from __future__ import annotations

import pytest

from accounts.models import OpenIDConnectProvider
from accounts.operations import oidc_providers
from iamconsole.errors import (
    EntityAlreadyExists,
    InvalidInput,
    LimitExceeded,
    ValidationError,
)
from tests.people import ACCOUNT, calling
from tests.refusals import refused

create = oidc_providers.create_open_id_connect_provider


def test_it_registers_an_issuer_without_asking_it(admin):
    made = create.perform(
        admin,
        {
            "url": "https://issuer.example/realm",
            "client_id_list": ["shop", "shop", "app"],
            "thumbprint_list": ["a" * 40],
            "tags": [{"key": "team", "value": "blue"}],
        },
    )
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example/realm"
    assert made.open_id_connect_provider_arn == arn
    row = OpenIDConnectProvider.objects.get()
    assert (row.url, row.client_ids) == ("issuer.example/realm", ["shop", "app"])
    assert (row.thumbprints, row.tags) == (["a" * 40], {"team": "blue"})


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example",
        "issuer.example",
        "https://",
        "https://issuer",
        "https://aws",
        "https://Issuer.example",
        "https://issuer.example?x=1",
        "https://issuer.example#x",
        "https://user@issuer.example",
        "https://issuer.example/*",
        "https://issuer.example/a b",
        "https://issuer.example:0",
        "https://issuer.example/\r\n",
        "https://ïssuer.example",
        "https://*.example",
        "HTTPS://issuer.example",
    ],
)
def test_only_plain_https_addresses_are_issuers(admin, url):
    with refused(ValidationError, "Invalid Open ID Connect Provider URL"):
        create(admin, url=url)


@pytest.mark.parametrize(
    "url",
    ["https://issuer.example/", "https://10.0.0.1:8443/realms/x", "https://keycloak/realms/x"],
)
def test_ports_and_names_of_ones_own_network_are_taken(admin, url):
    assert create(admin, url=url)


def test_an_issuer_is_registered_once(admin):
    create(admin, url="https://issuer.example")
    message = "Provider with url https://issuer.example already exists."
    with refused(EntityAlreadyExists, message):
        create(admin, url="https://issuer.example")


def test_another_account_may_register_the_same(admin, mallory):
    create(admin, url="https://issuer.example")
    assert create(calling(mallory), url="https://issuer.example")


def test_an_account_has_up_to_100_issuers(admin, account):
    OpenIDConnectProvider.objects.bulk_create(
        OpenIDConnectProvider(account=account, url=f"{n}.example", created=account.created)
        for n in range(100)
    )
    with refused(LimitExceeded, "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100"):
        create(admin, url="https://issuer.example")


def test_an_issuer_has_up_to_100_clients_and_5_thumbprints(admin):
    many = tuple(str(n) for n in range(101))
    quota = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"
    with refused(LimitExceeded, quota):
        create(admin, url="https://issuer.example", client_id_list=many)
    with refused(InvalidInput, "Thumbprint list must contain fewer than 5 entries."):
        create(admin, url="https://issuer.example", thumbprint_list=("a" * 40,) * 6)
    with pytest.raises(ValidationError, match=r"thumbprintList\.1\.member"):
        create(admin, url="https://issuer.example", thumbprint_list=("a" * 39,))
