"""The simulator: what policies would let somebody do, asked of the engine that enforces them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from iamconsole.caller import Caller, CallerKind
from iamconsole.console.cells import Words
from iamconsole.doors import ConsoleRequest
from policies.console.documents import BLANK
from policies.console.findings import unix_lines
from policies.console.simulator_address import simulator_address
from policies.console.simulator_answers import Asked
from policies.console.simulator_asking import simulated
from policies.console.simulator_comparison import comparison
from policies.console.simulator_form import SimulatorForm
from policies.console.simulator_keys import keys_for
from policies.console.simulator_principals import whom

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
    arns, problems = whom(request.caller, sent.get("principal", ""), sent.get("others", ""))
    form = SimulatorForm(
        sent if "actions" in sent else None,
        initial=sent.dict(),
        keys=keys_for(request.caller, arns, sent),
        arns=arns,
        problems=problems,
    )
    found = _answered(request.caller, form, sent) if form.is_valid() else {}
    facts = {
        "form": form,
        **found,
        "is_unshareable": request.method == "POST",
        "is_role": any(":role/" in arn for arn in arns),
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


def _answered(caller: Caller, form: SimulatorForm, sent: QueryDict) -> dict[str, Any]:
    """The answers, compared if they are about several; none where the form says why."""

    def asked(arn: str) -> Asked:
        return Asked(
            arn=arn,
            resources=form.cleaned_data["resources"],
            has_resource_policy=bool(form.cleaned_data["resource_policy"]),
            alone=lambda action, resource: _alone(sent, arn, action, resource),
        )

    if len(form.arns) > 1:
        compared = comparison(caller, form, asked)
        return {"comparison": compared} if compared else {}
    found = simulated(caller, form, asked(form.arns[0] if form.arns else ""))
    return {"answers": found} if found else {}


def _alone(sent: QueryDict, arn: str, action: str, resource: str) -> str:
    """The address of one of the answers; empty where the question is too long for any."""
    kept = sent.copy()
    kept["actions"], kept["resources"] = action, resource
    if kept.pop("others", None):
        kept["principal"] = arn
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
