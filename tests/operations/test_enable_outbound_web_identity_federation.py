from __future__ import annotations

from base64 import b64decode

from accounts.models import IssuerKey, TokenIssuer
from accounts.operations import outbound_federation
from iamconsole.errors import FeatureEnabled
from tests.refusals import refused

enable = outbound_federation.enable_outbound_web_identity_federation
disable = outbound_federation.disable_outbound_web_identity_federation
ask = outbound_federation.get_outbound_web_identity_federation_info
OFF = "Outbound identity federation is not enabled for this account."


def test_it_makes_an_issuer_with_sealed_keys(admin):
    told = enable(admin)
    issuer = TokenIssuer.objects.get()
    assert told.issuer_identifier == f"http://127.0.0.1:8000/oidc/{issuer.issuer_id}"
    for key in IssuerKey.objects.all():
        assert key.sealed_key.startswith("v1:")
        assert "d" not in key.public_key
    assert sorted(key.algorithm for key in IssuerKey.objects.all()) == ["ES384", "RS256"]
    modulus = IssuerKey.objects.get(algorithm="RS256").public_key["n"]
    assert len(b64decode(modulus + "==", altchars=b"-_")) * 8 == 3072


def test_it_is_switched_on_once(admin):
    enable(admin)
    message = "Outbound identity federation is already enabled for this account."
    with refused(FeatureEnabled, message):
        enable(admin)


def test_the_issuer_keeps_its_name_and_keys(admin):
    before = enable(admin), list(IssuerKey.objects.values_list("key_id"))
    disable(admin)
    assert (enable(admin), list(IssuerKey.objects.values_list("key_id"))) == before
