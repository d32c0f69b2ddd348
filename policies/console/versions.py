"""A policy's versions: which of them holds, and what differs between two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iamconsole.caller import Caller
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from policies.console.details import around, version_of
from policies.console.differences import differences
from policies.operations.versions import (
    delete_policy_version,
    list_policy_versions,
    set_default_policy_version,
)
from policies.rules import MAX_VERSIONS
from policies.shapes import PolicyVersionShape, PolicyVersionsResult

TAB = "console-policy-versions"


def versions_of(caller: Caller, policy_arn: str) -> Part[PolicyVersionsResult]:
    return part(list_policy_versions, caller, policy_arn=policy_arn)


def oldest_first(versions: tuple[PolicyVersionShape, ...]) -> list[PolicyVersionShape]:
    """Those that could go: every version that does not hold."""
    return [version for version in reversed(versions) if not version.is_default_version]


@require_safe
def versions_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """All versions there are, the newest first."""
    facts = around(request.caller, policy_arn, TAB)
    facts |= {"found": versions_of(request.caller, policy_arn), "most": MAX_VERSIONS}
    return render(request, "policies/policy_versions.html", facts)


@require_safe
def compare_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Two versions, line by line; without a choice, the default and the newest other one."""
    facts = around(request.caller, policy_arn, TAB)
    found = versions_of(request.caller, policy_arn)
    listed = found.content.versions if found.content else ()
    default = facts["policy"].default_version_id
    others = [version.version_id for version in listed if not version.is_default_version]
    one = request.GET.get("from") or default
    other = request.GET.get("to") or (others[0] if others else default)
    texts = [version_of(request.caller, facts["policy"], version) for version in (one, other)]
    refusal = next((text.refusal for text in texts if text.refusal), None)
    documents = [text.content.policy_version.document or "" for text in texts if text.content]
    facts |= {"found": found, "from": one, "to": other, "refusal": refusal}
    if refusal is None:
        facts["lines"] = differences(*documents)
    return render(request, "policies/policy_compare.html", facts)


@require_POST
def set_default(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Let another version hold."""
    version_id = request.POST.get("version_id", "")
    set_default_policy_version(request.caller, policy_arn=policy_arn, version_id=version_id)
    words = _("Version %(version)s holds now, for everyone who has the policy.")
    messages.success(request, words % {"version": version_id})
    return redirect(TAB, policy_arn)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_version_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Show a version once more before it goes, then delete it."""
    if request.method == "POST":
        version_id = request.POST.get("version_id", "")
        delete_policy_version(request.caller, policy_arn=policy_arn, version_id=version_id)
        messages.success(request, _("Version %(version)s is deleted.") % {"version": version_id})
        return redirect(TAB, policy_arn)
    facts = around(request.caller, policy_arn, TAB)
    version = version_of(request.caller, facts["policy"], request.GET.get("version", ""))
    return render(request, "policies/policy_version_delete.html", facts | {"version": version})
