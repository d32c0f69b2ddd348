"""A policy's page: what it is, and a tab for each thing to know about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.tags import TagsForm, lines, tag_steps
from accounts.console.words import who
from iamconsole.caller import Caller
from iamconsole.console.cells import distance
from iamconsole.console.history import history
from iamconsole.console.parts import Part, part
from iamconsole.console.steps import in_order
from iamconsole.documents import document_value
from iamconsole.doors import ConsoleRequest
from policies.console import addresses
from policies.console.copies import as_yaml, copies_of
from policies.console.findings import findings_in
from policies.operations.attachments import list_entities_for_policy
from policies.operations.managed import get_policy, list_policy_tags, tag_policy, untag_policy
from policies.operations.versions import get_policy_history, get_policy_version
from policies.shapes import PolicyShape, PolicyVersionResult

TABS = (
    ("console-policy", gettext_lazy("Summary")),
    ("console-policy-document", gettext_lazy("Document")),
    ("console-policy-versions", gettext_lazy("Versions")),
    ("console-policy-users", gettext_lazy("Used by")),
    ("console-policy-access", gettext_lazy("Last accessed")),
    ("console-policy-tags", gettext_lazy("Tags")),
    ("console-policy-activity", gettext_lazy("Activity")),
)


def around(caller: Caller, policy_arn: str, tab: str) -> dict[str, Any]:
    """What stands on every page of a policy: the policy itself, its tabs, and who edited it.

    Its history is None to those who may not list its versions: nothing was asked, or refused.
    """
    policy = get_policy(caller, policy_arn=policy_arn).policy
    is_told = get_policy_history.is_open_to(caller, policy_arn=policy_arn)
    history = get_policy_history(caller, policy_arn=policy_arn) if is_told else None
    return {
        "policy": policy,
        "history": history,
        "is_own": not addresses.is_aws_managed(policy.arn),
        "uses": policy.attachment_count + policy.permissions_boundary_usage_count,
        "tabs": [
            (reverse(name, args=[policy.arn]), words, name == tab, None) for name, words in TABS
        ],
        "aside": _edited(policy.update_date, history.editor_arn if history else None),
    }


def _edited(moment: datetime, editor_arn: str | None) -> str:
    """When the policy came to be as it is, and by whom where that may be told."""
    if editor_arn is None:
        return _("Edited: %(when)s") % {"when": distance(moment)}
    said = {"who": who(editor_arn), "when": distance(moment)}
    return _("Edited by %(who)s: %(when)s") % said


def version_of(
    caller: Caller, policy: PolicyShape, version_id: str = ""
) -> Part[PolicyVersionResult]:
    """A version with its text: the one asked for, or the default."""
    wanted = version_id or policy.default_version_id
    return part(get_policy_version, caller, policy_arn=policy.arn, version_id=wanted)


@require_safe
def document_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """The text of a version, to be read."""
    facts = around(request.caller, policy_arn, "console-policy-document")
    version = version_of(request.caller, facts["policy"], request.GET.get("version", ""))
    facts["version"] = version
    if version.content:
        text = version.content.policy_version.document or ""
        facts |= {
            "copies": copies_of(facts["policy"].policy_name, text),
            "findings": findings_in(text),
        }
    return render(request, "policies/policy_document.html", facts)


@require_safe
def download(request: ConsoleRequest, policy_arn: str, version_id: str) -> HttpResponse:
    """The text of a version, as a file and to the byte."""
    found = get_policy_version(request.caller, policy_arn=policy_arn, version_id=version_id)
    text = found.policy_version.document or ""
    return _file(text, "application/json", policy_arn, f"{version_id}.json")


@require_safe
def download_yaml(request: ConsoleRequest, policy_arn: str, version_id: str) -> HttpResponse:
    """The same policy as YAML, as a file."""
    found = get_policy_version(request.caller, policy_arn=policy_arn, version_id=version_id)
    text = as_yaml(document_value(found.policy_version.document or "{}"))
    return _file(text, "application/yaml", policy_arn, f"{version_id}.yaml")


def _file(text: str, kind: str, policy_arn: str, end: str) -> HttpResponse:
    name = get_valid_filename(f"{addresses.name_in(policy_arn)}-{end}")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=kind, headers=headers)


@require_safe
def users_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Who holds the policy, and whom it bounds."""
    facts = around(request.caller, policy_arn, "console-policy-users")
    held, bounds = (
        part(
            list_entities_for_policy,
            request.caller,
            policy_arn=policy_arn,
            policy_usage_filter=usage,
            marker=request.GET.get(f"{usage}-marker") or None,
        )
        for usage in ("PermissionsPolicy", "PermissionsBoundary")
    )
    return render(request, "policies/policy_users.html", facts | {"held": held, "bounds": bounds})


@require_safe
def activity_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """What was done to the policy."""
    facts = around(request.caller, policy_arn, "console-policy-activity")
    facts["history"] = history(request, request.caller, policy_arn)
    return render(request, "policies/policy_activity.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def tags_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """The policy's tags, which conditions in other policies may ask for."""
    facts = around(request.caller, policy_arn, "console-policy-tags")
    found = part(list_policy_tags, request.caller, policy_arn=policy_arn)
    present = found.content.tags if found.content else ()
    data = request.POST if request.method == "POST" else None
    form = TagsForm(data, initial=lines(present))
    facts |= {"form": form, "found": found}
    if form.is_valid():
        given, wanted = {"policy_arn": policy_arn}, form.cleaned_data["tags"]
        steps = tag_steps(given, present, wanted, tag_policy, untag_policy)
        outcome = in_order(request.caller, steps)
        if outcome.is_whole:
            messages.success(request, _("The tags are saved."))
            return redirect("console-policy-tags", policy_arn)
        for failure in outcome.failures:
            form.add_error("tags", failure.refusal.message)
        return render(request, "policies/policy_tags.html", facts, status=outcome.status)
    return render(request, "policies/policy_tags.html", facts, status=form.status)
