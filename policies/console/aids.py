"""What the editor shows beside a draft: what it comes to, what it changes, how it decides."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.console.trusted import trusted_by
from iamconsole.caller import Caller
from iamconsole.doors import ConsoleRequest
from policies.console import insertions
from policies.console.differences import differences
from policies.console.findings import LONGEST, unix_lines
from policies.console.simulator_panels import test_panel, trust_test_panel
from policies.console.summaries import summary_of
from policies.engine import Kind, Malformed, check

_DRAFT = "draft"


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


urlpatterns = [
    path("policies/aids/summary", summary_panel, name="console-aid-summary"),
    path("policies/aids/changes", changes_panel, name="console-aid-changes"),
    path("policies/aids/test", test_panel, name="console-aid-test"),
    path("policies/aids/trust-test", trust_test_panel, name="console-aid-trust-test"),
    path("policies/aids/import", insertions.import_panel, name="console-aid-import"),
]
