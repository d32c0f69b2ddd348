"""The simulator: what policies would let somebody do, asked of the engine that enforces them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from iamconsole.caller import Caller, CallerKind
from iamconsole.console.cells import Words
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied, Refused
from policies.console.documents import BLANK
from policies.console.findings import unix_lines
from policies.console.simulator_address import simulator_address
from policies.console.simulator_answers import Answers, Asked, answers
from policies.console.simulator_depends import dependences
from policies.console.simulator_form import SimulatorForm
from policies.console.simulator_principals import arn_meant
from policies.operations.simulation import (
    get_context_keys_for_custom_policy,
    get_context_keys_for_principal_policy,
    simulate_custom_policy,
    simulate_principal_policy,
)
from policies.shapes import SimulationResult

# Servers in front of this one take addresses of some 8,000 characters.
_LONGEST_ADDRESS = 6_000
_NOT_ASKED = ("csrfmiddlewaretoken", "preset")


@dataclass(frozen=True)
class Preset:
    """Circumstances that are often asked about, set by one button."""

    name: str
    words: Words
    context: Mapping[str, str]


PRESETS = (
    Preset("mfa", gettext_lazy("With MFA"), {"aws:MultiFactorAuthPresent": "true"}),
    Preset("no-mfa", gettext_lazy("Without MFA"), {"aws:MultiFactorAuthPresent": "false"}),
    Preset("address", gettext_lazy("From 192.0.2.7"), {"aws:SourceIp": "192.0.2.7"}),
    Preset("new-year", gettext_lazy("In 2030"), {"aws:CurrentTime": "2030-01-01T00:00:00Z"}),
    Preset("tag", gettext_lazy("Tagged team=blue"), {"aws:PrincipalTag/team": "blue"}),
)


@require_http_methods(["GET", "HEAD", "POST"])
def simulator_page(request: ConsoleRequest) -> HttpResponse:
    """Ask, and be answered. A question is an address, unless its draft is too long for one."""
    if request.method == "POST":
        address = _address(_preset(request.POST))
        if len(address) <= _LONGEST_ADDRESS:
            return redirect(address)
    sent = request.POST or request.GET
    arn, problem = _whom(request.caller, sent.get("principal", "").strip())
    form = SimulatorForm(
        sent if "actions" in sent else None,
        initial=sent.dict(),
        keys=_keys(request.caller, arn, sent),
        problem=problem,
    )
    found = _simulated(request.caller, form, arn, sent) if form.is_valid() else None
    facts = {
        "form": form,
        "answers": found,
        "arn": arn,
        "is_unshareable": request.method == "POST",
        "is_role": ":role/" in arn,
        "examples": _examples(request.caller),
        "presets": PRESETS,
        "address": _address(sent) if found and request.method == "GET" else "",
    }
    response = render(request, "policies/simulator.html", facts, status=form.status)
    if "HX-Request" in request.headers and request.method == "GET" and found:
        response.headers["HX-Push-Url"] = request.get_full_path()
    return response


def _preset(sent: QueryDict) -> QueryDict:
    """The question in the circumstances of the button that sent it."""
    chosen = next((one for one in PRESETS if one.name == sent.get("preset")), None)
    if chosen is None:
        return sent
    changed = sent.copy()
    for key, value in chosen.context.items():
        changed[key] = value
    return changed


def _address(sent: QueryDict) -> str:
    """The question as an address; `actions` is there even if empty, to tell that it is asked."""
    kept = sent.copy()
    for name in _NOT_ASKED:
        kept.pop(name, None)
    for name in tuple(kept):
        values = [unix_lines(value) for value in kept.getlist(name) if value.strip()]
        kept.setlist(name, values or ([""] if name == "actions" else []))
    return f"{reverse('console-simulator')}?{kept.urlencode(safe=':/*')}#answers"


def _whom(caller: Caller, text: str) -> tuple[str, str]:
    """The ARN of the principal, or what is wrong with it."""
    try:
        return arn_meant(caller, text), ""
    except forms.ValidationError as problem:
        return "", " ".join(problem.messages)


def _keys(caller: Caller, arn: str, sent: QueryDict) -> list[str]:
    """The condition keys to fill in: those the policies ask for, then what else was given."""
    asked = _keys_asked_for(caller, arn, unix_lines(sent.get("draft", "")))
    known = {key.lower() for key in asked}
    return [*asked, *(key for key in sent if ":" in key and key.lower() not in known)]


def _keys_asked_for(caller: Caller, arn: str, draft: str) -> tuple[str, ...]:
    drafts: Mapping[str, Any] = {"policy_input_list": [draft]} if draft else {}
    try:
        if arn:
            given = {"policy_source_arn": arn, **drafts}
            return get_context_keys_for_principal_policy.perform(caller, given).context_key_names
        if draft:
            return get_context_keys_for_custom_policy.perform(caller, drafts).context_key_names
    except Refused:
        # What is wrong with the question is told when it is asked.
        pass
    return ()


def _simulated(caller: Caller, form: SimulatorForm, arn: str, sent: QueryDict) -> Answers | None:
    """The answers; None where the form says why there are none. Who may not ask is refused."""
    params = form.params()

    def ask(given: Mapping[str, Any]) -> SimulationResult:
        if arn:
            return simulate_principal_policy.perform(caller, {**given, "policy_source_arn": arn})
        return simulate_custom_policy.perform(caller, given)

    try:
        result = ask(params)
        depending = dependences(ask, params, result)
    except AccessDenied:
        raise
    except Refused as refusal:
        form.show(refusal)
        return None
    asked = Asked(
        arn=arn,
        resources=form.cleaned_data["resources"],
        has_resource_policy=bool(form.cleaned_data["resource_policy"]),
        alone=lambda action, resource: _alone(sent, action, resource),
    )
    return answers(result, asked, depending)


def _alone(sent: QueryDict, action: str, resource: str) -> str:
    """The address of one of the answers; empty where the question is too long for any."""
    kept = sent.copy()
    kept["actions"], kept["resources"] = action, resource
    address = _address(kept)
    return address if len(address) <= _LONGEST_ADDRESS else ""


def _examples(caller: Caller) -> Mapping[str, str]:
    """Questions to begin with: about oneself, where one has policies, and about a draft."""
    draft = simulator_address(
        draft=BLANK,
        actions=("s3:GetObject", "s3:PutObject"),
        resources=("arn:aws:s3:::example-bucket/report.csv", "arn:aws:s3:::other/report.csv"),
    )
    if caller.kind not in (CallerKind.USER, CallerKind.ROLE_SESSION):
        return {"draft": draft}
    own = simulator_address(
        caller.principal_arn, actions=("iam:ListUsers", "iam:CreateUser", "iam:DeleteUser")
    )
    return {"own": own, "draft": draft}
