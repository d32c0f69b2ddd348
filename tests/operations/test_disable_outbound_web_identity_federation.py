from __future__ import annotations

from accounts.operations import outbound_federation
from iamconsole.errors import FeatureDisabled
from tests.refusals import refused

enable = outbound_federation.enable_outbound_web_identity_federation
disable = outbound_federation.disable_outbound_web_identity_federation
ask = outbound_federation.get_outbound_web_identity_federation_info
OFF = "Outbound identity federation is not enabled for this account."


def test_it_switches_tokens_off(admin):
    enable(admin)
    disable(admin)
    with refused(FeatureDisabled, OFF):
        ask(admin)


def test_it_is_switched_off_once(admin):
    with refused(FeatureDisabled, OFF):
        disable(admin)
