"""Deleting a policy: what stands in the way, clearing it away, and the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iamconsole.caller import Caller
from iamconsole.console.forms import PhraseForm
from iamconsole.console.steps import Step, in_order
from iamconsole.doors import ConsoleRequest
from policies.console.details import around
from policies.console.holders import GROUP, USER
from policies.operations.attachments import list_entities_for_policy
from policies.operations.managed import delete_policy
from policies.operations.versions import delete_policy_version, list_policy_versions

MOST_STEPS = 1000


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Say what goes with the policy; once its name is typed, do it step by step."""
    facts = around(request.caller, policy_arn, "")
    bounded = list_entities_for_policy(
        request.caller, policy_arn=policy_arn, policy_usage_filter="PermissionsBoundary"
    ).policy_users
    steps = _steps(request.caller, policy_arn)
    form = PhraseForm(
        request.POST if request.method == "POST" else None, phrase=facts["policy"].policy_name
    )
    facts |= {"form": form, "steps": steps, "bounded": bounded}
    if bounded or not form.is_valid():
        return render(request, "policies/policy_delete.html", facts, status=form.status)
    outcome = in_order(request.caller, steps)
    if outcome.is_whole:
        words = _("%(name)s is deleted.")
        messages.success(request, words % {"name": facts["policy"].policy_name})
        return redirect("console-policies")
    facts |= {"outcome": outcome, "form": None}
    return render(request, "policies/policy_delete.html", facts, status=outcome.status)


def _steps(caller: Caller, policy_arn: str) -> list[Step]:
    """Everything that must happen, in an order in which each step can."""
    arn = {"policy_arn": policy_arn}
    return [
        *_detaching(caller, arn),
        *_removing_versions(caller, arn),
        Step(_("Delete the policy and its default version"), delete_policy, arn),
    ]


def _detaching(caller: Caller, arn: dict[str, Any]) -> list[Step]:
    usage = {"policy_usage_filter": "PermissionsPolicy", "max_items": MOST_STEPS}
    held = list_entities_for_policy.perform(caller, arn | usage)
    from_groups = [
        Step(
            _("Detach it from the group %(name)s") % {"name": group.group_name},
            GROUP.detach,
            GROUP.named(group.group_name) | arn,
        )
        for group in held.policy_groups
    ]
    from_users = [
        Step(
            _("Detach it from the user %(name)s") % {"name": user.user_name},
            USER.detach,
            USER.named(user.user_name) | arn,
        )
        for user in held.policy_users
    ]
    return from_groups + from_users


def _removing_versions(caller: Caller, arn: dict[str, Any]) -> list[Step]:
    versions = list_policy_versions.perform(caller, arn).versions
    return [
        Step(
            _("Delete version %(version)s") % {"version": version.version_id},
            delete_policy_version,
            arn | {"version_id": version.version_id},
        )
        for version in reversed(versions)
        if not version.is_default_version
    ]
