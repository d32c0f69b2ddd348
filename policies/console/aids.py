"""What the editor shows beside a draft: what it comes to, what it changes, how it decides."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.console.trusted import trusted_by
from iamconsole.caller import Caller
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import Refused
from policies.console.differences import differences
from policies.console.findings import LONGEST, unix_lines
from policies.console.simulator_panels import test_panel, trust_test_panel
from policies.console.summaries import summary_of
from policies.engine import Kind, Malformed, check
from policies.operations.managed import get_policy, search_policies
from policies.operations.versions import get_policy_version

_DRAFT = "draft"
_OFFERED = 8


def _text(request: ConsoleRequest, name: str = "document") -> str:
    return unix_lines(request.POST.get(name, ""))[:LONGEST]


@require_POST
def summary_panel(request: ConsoleRequest) -> HttpResponse:
    """What the draft comes to: whom it lets in, or what it allows and denies."""
    text = _text(request)
    if request.POST.get("kind") == Kind.TRUST.value:
        trusted = _trusted(request.caller, text)
        facts: dict[str, Any] = {"trusted": trusted, "is_nobody": trusted == ()}
    else:
        facts = {"summary": summary_of(text, _DRAFT)}
    return render(request, "policies/aid_summary.html", facts)


def _trusted(caller: Caller, text: str) -> tuple[Any, ...] | None:
    """Everyone whom a sound trust policy lets in; None where the text is none."""
    try:
        check(text, Kind.TRUST)
        return trusted_by(text, caller.account_id)
    except Malformed:
        return None


@require_POST
def changes_panel(request: ConsoleRequest) -> HttpResponse:
    """How the draft differs from what is saved."""
    saved, text = _text(request, "saved"), _text(request)
    lines = [] if saved == text else differences(saved, text)
    return render(request, "policies/aid_changes.html", {"lines": lines})


@require_POST
def import_panel(request: ConsoleRequest) -> HttpResponse:
    """The statements of another policy, to be put into the draft; or the policies called so."""
    wanted = request.POST.get("policy", "").strip()
    facts: dict[str, Any] = {"wanted": wanted}
    try:
        if wanted.startswith("arn:"):
            facts |= _statements_of(request.caller, wanted)
        elif wanted:
            found = search_policies(
                request.caller, search=wanted, scope="All", sort="match", page_size=_OFFERED
            )
            facts["policies"] = found.policies
    except Refused as refusal:
        facts["refusal"] = refusal.message
    return render(request, "policies/aid_import.html", facts)


def _statements_of(caller: Caller, arn: str) -> dict[str, Any]:
    policy = get_policy(caller, policy_arn=arn).policy
    version = get_policy_version(caller, policy_arn=arn, version_id=policy.default_version_id)
    document = json.loads(version.policy_version.document or "{}")
    listed = document.get("Statement", [])
    statements = listed if isinstance(listed, list) else [listed]
    rows = [
        {
            "name": one.get("Sid") or _("Statement %(number)s") % {"number": number},
            "effect": one.get("Effect", ""),
            "statements": json.dumps([one], ensure_ascii=False),
        }
        for number, one in enumerate(statements, 1)
    ]
    return {"policy": policy, "rows": rows, "all": json.dumps(statements, ensure_ascii=False)}


urlpatterns = [
    path("policies/aids/summary", summary_panel, name="console-aid-summary"),
    path("policies/aids/changes", changes_panel, name="console-aid-changes"),
    path("policies/aids/test", test_panel, name="console-aid-test"),
    path("policies/aids/trust-test", trust_test_panel, name="console-aid-trust-test"),
    path("policies/aids/import", import_panel, name="console-aid-import"),
]
