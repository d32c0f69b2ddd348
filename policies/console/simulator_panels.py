"""How a draft in the editor decides: an identity's policy, or whom a trust policy would let in."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from iamconsole.caller import Caller
from iamconsole.console.forms import ConsoleForm
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import Refused
from policies.console.findings import LONGEST, unix_lines
from policies.console.simulator_address import simulator_address
from policies.console.simulator_answers import Answers, Asked, answers
from policies.console.simulator_asking import ask
from policies.console.simulator_fields import LinesField, pair
from policies.console.simulator_form import SimulatorForm
from policies.console.simulator_keys import entry
from policies.console.simulator_principals import arn_meant, whom
from policies.engine import Kind
from policies.operations.simulated_trust import simulate_role_trust

_LONGEST_ADDRESS = 6_000


@require_POST
def test_panel(request: ConsoleRequest) -> HttpResponse:
    """How the draft decides, alone or beside what somebody has already."""
    who, actions, resources = (
        request.POST.get(name, "").strip() for name in ("principal", "actions", "resources")
    )
    draft = unix_lines(request.POST.get("document", ""))[:LONGEST]
    sent = {"principal": who, "actions": actions, "resources": resources, "draft": draft}
    arns, problems = whom(request.caller, who)
    form = SimulatorForm(sent, arns=arns, problems=problems)
    found = _decided(request.caller, form) if form.is_valid() else None
    address = simulator_address(who, actions=actions, resources=resources, draft=draft)
    facts = {
        "answers": found,
        "errors": [text for texts in form.errors.values() for text in texts],
        "address": address if len(address) <= _LONGEST_ADDRESS else "",
    }
    return render(request, "policies/aid_test.html", facts)


def _decided(caller: Caller, form: SimulatorForm) -> Answers | None:
    """The answers; None where the form says why there are none."""
    asked = Asked(
        arn=form.arns[0] if form.arns else "",
        resources=form.cleaned_data["resources"],
        has_resource_policy=False,
        alone=lambda _action, _resource: "",
    )
    try:
        return answers(ask(caller, asked.arn, form.params()), asked)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None


class TrustTestForm(ConsoleForm):
    """Who would take the role on, and what comes along."""

    principal = forms.CharField(max_length=2048)
    role = forms.CharField(max_length=2048, required=False)
    external_id = forms.CharField(max_length=1224, required=False)
    source_identity = forms.CharField(max_length=64, required=False)
    mfa = forms.ChoiceField(
        required=False,
        choices=(
            ("", gettext_lazy("Not said")),
            ("true", gettext_lazy("Shown")),
            ("false", gettext_lazy("Not shown")),
        ),
    )
    more = LinesField(required=False)

    def clean_more(self) -> tuple[tuple[str, str], ...]:
        return tuple(map(pair, self.cleaned_data["more"]))

    def entries(self) -> list[dict[str, object]]:
        """The context of the request, each key once."""
        said = self.cleaned_data
        values = {
            "sts:ExternalId": [said["external_id"]],
            "sts:SourceIdentity": [said["source_identity"]],
            "aws:MultiFactorAuthPresent": [said["mfa"]],
        }
        values = {key: found for key, found in values.items() if found != [""]}
        for key, value in said["more"]:
            values.setdefault(key, []).append(value)
        return [entry(key, found) for key, found in values.items()]


@require_POST
def trust_test_panel(request: ConsoleRequest) -> HttpResponse:
    """Whether somebody could take the role on under the draft."""
    form = TrustTestForm(request.POST)
    found = _trusted(request, form) if form.is_valid() else None
    facts = {
        "answers": found,
        "is_trust": True,
        "errors": [text for texts in form.errors.values() for text in texts],
    }
    return render(request, "policies/aid_test.html", facts)


def _trusted(request: ConsoleRequest, form: TrustTestForm) -> Answers | None:
    """The answers; None where the form says why there are none."""
    role = form.cleaned_data["role"] or f"arn:aws:iam::{request.caller.account_id}:role/new-role"
    try:
        principal = _taker(request.caller, form.cleaned_data["principal"])
        asked = {
            "policy_document": unix_lines(request.POST.get("document", ""))[:LONGEST],
            "role_arn": role,
            "principal": principal,
            "context_entries": form.entries(),
        }
        result = simulate_role_trust.perform(request.caller, asked)
    except forms.ValidationError as problem:
        form.add_error("principal", problem)
        return None
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    about = Asked(
        arn=principal,
        resources=(role,),
        has_resource_policy=True,
        alone=lambda _action, _resource: "",
        nearest_in=Kind.TRUST,
    )
    return answers(result, about)


def _taker(caller: Caller, text: str) -> str:
    """Who is meant: one of the account by name or ARN, or anybody else by what policies call them.

    Raises forms.ValidationError for a name of nobody.
    """
    is_elsewheres = text.startswith("arn:") and f"::{caller.account_id}:" not in text
    if is_elsewheres or text.endswith(".amazonaws.com"):
        return text
    try:
        return arn_meant(caller, text)
    except forms.ValidationError:
        if "." in text and "/" not in text:
            return text  # a provider, such as accounts.google.com
        raise
