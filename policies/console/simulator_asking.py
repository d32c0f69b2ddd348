"""Asks the operation that a question of the simulator is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, Refused
from policies.console.simulator_answers import Answers, Asked, answers
from policies.console.simulator_depends import dependences
from policies.console.simulator_form import SimulatorForm
from policies.operations.simulated_limits import simulate_limited_access
from policies.operations.simulation import simulate_custom_policy, simulate_principal_policy
from policies.shapes import SimulationResult

# What AWS's own simulation of a principal does not take.
_LIMITS = frozenset(
    (
        "session_policy",
        "session_policy_arns",
        "ordered_organization_policy_input_list",
        "resource_control_policy_input_list",
    )
)


def ask(caller: Caller, arn: str, params: Mapping[str, Any]) -> SimulationResult:
    """What a principal may do; without one, what a draft alone allows. Raises what is refused."""
    if not arn:
        return simulate_custom_policy.perform(caller, params)
    given = {**params, "policy_source_arn": arn}
    if _LIMITS & given.keys():
        return simulate_limited_access.perform(caller, given)
    return simulate_principal_policy.perform(caller, given)


def simulated(caller: Caller, form: SimulatorForm, asked: Asked) -> Answers | None:
    """The answers; None where the form says why there are none. Who may not ask is refused."""
    params = form.params()

    def asking(given: Mapping[str, Any]) -> SimulationResult:
        return ask(caller, asked.arn, given)

    try:
        result = asking(params)
        depending = dependences(asking, params, result)
    except AccessDenied:
        raise
    except Refused as refusal:
        form.show(refusal)
        return None
    return answers(result, asked, depending)
