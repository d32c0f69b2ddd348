"""Sessions of a role, which no list knows: the role can only refuse those that are too old."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.console.role_takings import takings_of
from accounts.console.roles import around
from iamconsole.caller import Caller
from iamconsole.console.forms import OperationForm
from iamconsole.console.parts import Part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations.inline import get_role_policy, put_role_policy

# The name AWS's console gives the policy, so that both find what the other wrote.
POLICY_NAME = "AWSRevokeOlderSessions"


class RevokeForm(OperationForm):
    """A word of assent, and the policy that refuses every session begun until now."""

    operation = put_role_policy

    is_meant = forms.BooleanField(
        label=gettext_lazy("I mean every session there is now, also those of services."),
        error_messages={"required": gettext_lazy("Tick this, if it is what you mean.")},
    )

    def params(self) -> dict[str, Any]:
        return {"policy_name": POLICY_NAME, "policy_document": refusing_until_now()} | self.given


def refusing_until_now() -> str:
    """A policy that denies everything to sessions begun before the next second.

    Sessions know the second they began in, and the one that passes now must not outlive it.
    """
    moment = (now() + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    older = {"DateLessThan": {"aws:TokenIssueTime": moment}}
    statement = {"Effect": "Deny", "Action": ["*"], "Resource": ["*"], "Condition": older}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


@require_http_methods(["GET", "HEAD", "POST"])
def sessions_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """Say what becomes of sessions, and end all that there are."""
    facts = around(request.caller, role_name, "console-role-sessions")
    data = request.POST if request.method == "POST" else None
    form = RevokeForm(data, given={"role_name": role_name})
    if form.submitted(request.caller):
        words = _("Every session begun until now is refused everything. New ones are not.")
        messages.success(request, words)
        return redirect("console-role-sessions", role_name)
    revoked = _revoked(request.caller, role_name)
    facts |= {
        "form": form,
        "revoked": revoked,
        "policy": POLICY_NAME,
        "takings": takings_of(request.caller, facts["role"], revoked.content),
    }
    return render(request, "accounts/role_sessions.html", facts, status=form.status)


def _revoked(caller: Caller, role_name: str) -> Part[Any]:
    """Until when sessions were revoked; nothing where they never were."""
    try:
        found = get_role_policy(caller, role_name=role_name, policy_name=POLICY_NAME)
    except AccessDenied as refusal:
        return Part(refusal=refusal)
    except NoSuchEntity:
        return Part()
    return Part(content=_moment_in(found.policy_document))


def _moment_in(document: str) -> Any:
    """The moment that such a policy names; people may have written it anew."""
    try:
        condition = json.loads(document)["Statement"][0]["Condition"]
        return parse_datetime(condition["DateLessThan"]["aws:TokenIssueTime"])
    except (KeyError, IndexError, TypeError, ValueError):
        return None
