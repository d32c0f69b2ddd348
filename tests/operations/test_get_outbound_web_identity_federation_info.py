from __future__ import annotations

from accounts.operations import outbound_federation
from iamconsole.errors import FeatureDisabled
from tests.refusals import refused

enable = outbound_federation.enable_outbound_web_identity_federation
disable = outbound_federation.disable_outbound_web_identity_federation
ask = outbound_federation.get_outbound_web_identity_federation_info
OFF = "Outbound identity federation is not enabled for this account."


def test_it_tells_the_issuer(admin):
    made = enable(admin)
    told = ask(admin)
    assert (told.issuer_identifier, told.jwt_vending_enabled) == (made.issuer_identifier, True)


def test_there_is_none_before_it_is_switched_on(admin):
    with refused(FeatureDisabled, OFF):
        ask(admin)
