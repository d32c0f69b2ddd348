"""A policy's versions: which of them holds, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.words import who
from iamconsole.caller import Caller
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from policies.console.details import around, version_of
from policies.console.differences import differences, side_by_side
from policies.console.effects import effects
from policies.history_shapes import PolicyHistoryResult, PolicyVersionFactsShape
from policies.operations.versions import (
    delete_policy_version,
    get_policy_history,
    set_default_policy_version,
)
from policies.rules import MAX_VERSIONS

TAB = "console-policy-versions"


def versions_of(caller: Caller, facts: Mapping[str, Any]) -> Part[PolicyHistoryResult]:
    """The versions that `around` found already, or the refusal to tell of them."""
    if facts["history"]:
        return Part(content=facts["history"])
    return part(get_policy_history, caller, policy_arn=facts["policy"].arn)


def oldest_first(
    versions: tuple[PolicyVersionFactsShape, ...],
) -> list[PolicyVersionFactsShape]:
    """Those that could go: every version that does not hold."""
    return [version for version in reversed(versions) if not version.is_default_version]


@require_safe
def versions_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """All versions there are, the newest first."""
    facts = around(request.caller, policy_arn, TAB)
    found = versions_of(request.caller, facts)
    versions = found.content.versions if found.content else ()
    facts |= {
        "found": found,
        "most": MAX_VERSIONS,
        "rows": [(version, _author(version)) for version in versions],
        "first_to_go": oldest_first(versions)[0] if len(versions) >= MAX_VERSIONS else None,
    }
    return render(request, "policies/policy_versions.html", facts)


def _author(version: PolicyVersionFactsShape) -> str:
    return who(version.author_arn) if version.author_arn else ""


def _rows(
    versions: tuple[PolicyVersionFactsShape, ...], *wanted: str
) -> list[tuple[PolicyVersionFactsShape, str]]:
    """What is known of some versions, in the order asked for."""
    by_id = {version.version_id: version for version in versions}
    return [(by_id[one], _author(by_id[one])) for one in wanted if one in by_id]


@require_safe
def compare_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Two versions, line by line; without a choice, the default and the newest other one."""
    facts = around(request.caller, policy_arn, TAB)
    found = versions_of(request.caller, facts)
    listed = found.content.versions if found.content else ()
    default = facts["policy"].default_version_id
    others = [version.version_id for version in listed if not version.is_default_version]
    one = request.GET.get("from") or default
    other = request.GET.get("to") or (others[0] if others else default)
    texts = [version_of(request.caller, facts["policy"], version) for version in (one, other)]
    refusal = next((text.refusal for text in texts if text.refusal), None)
    documents = [text.content.policy_version.document or "" for text in texts if text.content]
    facts |= {"found": found, "from": one, "to": other, "refusal": refusal}
    facts["rows"] = _rows(listed, *dict.fromkeys((one, other)))
    if refusal is None:
        facts |= {"pairs": side_by_side(differences(*documents)), "effects": effects(*documents)}
    return render(request, "policies/policy_compare.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def default_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Say what another version would make of the policy, then let it hold."""
    if request.method == "POST":
        version_id = request.POST.get("version_id", "")
        set_default_policy_version(request.caller, policy_arn=policy_arn, version_id=version_id)
        words = _("Version %(version)s holds now, for everyone who has the policy.")
        messages.success(request, words % {"version": version_id})
        return redirect(TAB, policy_arn)
    facts = around(request.caller, policy_arn, TAB)
    wanted = request.GET.get("version", "")
    if wanted in ("", facts["policy"].default_version_id):
        return redirect(TAB, policy_arn)
    before = version_of(request.caller, facts["policy"])
    after = version_of(request.caller, facts["policy"], wanted)
    listed = facts["history"].versions if facts["history"] else ()
    facts |= {"before": before, "after": after, "wanted": wanted, "rows": _rows(listed, wanted)}
    if before.content and after.content:
        shown = (before.content.policy_version, after.content.policy_version)
        texts = [version.document or "" for version in shown]
        facts |= {"effects": effects(*texts), "pairs": side_by_side(differences(*texts))}
    return render(request, "policies/policy_default.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_version_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """Show a version once more before it goes, then delete it."""
    if request.method == "POST":
        version_id = request.POST.get("version_id", "")
        delete_policy_version(request.caller, policy_arn=policy_arn, version_id=version_id)
        messages.success(request, _("Version %(version)s is deleted.") % {"version": version_id})
        return redirect(TAB, policy_arn)
    facts = around(request.caller, policy_arn, TAB)
    wanted = request.GET.get("version", "")
    if wanted in ("", facts["policy"].default_version_id):
        return redirect(TAB, policy_arn)
    version = version_of(request.caller, facts["policy"], wanted)
    return render(request, "policies/policy_version_delete.html", facts | {"version": version})
