"""Ways into the simulator, for templates."""

from __future__ import annotations

from django import template

from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, Refused
from policies.console.simulator_address import address_of_refusal, simulator_address

register = template.Library()

register.simple_tag(simulator_address, name="simulator_address")


@register.simple_tag
def address_to_simulate(refusal: Refused, caller: Caller | None) -> str:
    """The simulator's address for what was refused, or nothing."""
    if caller is None or not isinstance(refusal, AccessDenied):
        return ""
    return address_of_refusal(refusal, caller)
