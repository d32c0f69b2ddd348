"""A policy's versions: which of them holds, and what differs between two."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.console.words import who
from accounts.operations.events import lookup_events
from accounts.shapes import EventShape
from iamconsole.caller import Caller
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from policies.console.details import around, version_of
from policies.console.differences import differences, side_by_side
from policies.console.effects import effects
from policies.operations.versions import (
    delete_policy_version,
    list_policy_versions,
    set_default_policy_version,
)
from policies.rules import MAX_VERSIONS
from policies.shapes import PolicyVersionShape, PolicyVersionsResult

TAB = "console-policy-versions"
_SAVES = ("iam:CreatePolicy", "iam:CreatePolicyVersion")
_WRITTEN_WITHIN = timedelta(seconds=10)


def versions_of(caller: Caller, policy_arn: str) -> Part[PolicyVersionsResult]:
    return part(list_policy_versions, caller, policy_arn=policy_arn)


def oldest_first(versions: tuple[PolicyVersionShape, ...]) -> list[PolicyVersionShape]:
    """Those that could go: every version that does not hold."""
    return [version for version in reversed(versions) if not version.is_default_version]


@require_safe
def versions_page(request: ConsoleRequest, policy_arn: str) -> HttpResponse:
    """All versions there are, the newest first."""
    facts = around(request.caller, policy_arn, TAB)
    found = versions_of(request.caller, policy_arn)
    versions = found.content.versions if found.content else ()
    authors = _authors(request.caller, policy_arn, versions)
    facts |= {
        "found": found,
        "most": MAX_VERSIONS,
        "rows": [(version, authors.get(version.version_id, "")) for version in versions],
        "first_to_go": oldest_first(versions)[0] if len(versions) >= MAX_VERSIONS else None,
    }
    return render(request, "policies/policy_versions.html", facts)


def _authors(
    caller: Caller, policy_arn: str, versions: tuple[PolicyVersionShape, ...]
) -> dict[str, str]:
    """Who saved each version, as far as the caller may read the history and it goes back."""
    found = part(lookup_events, caller, target_arn=policy_arn, only_changes=True, page_size=200)
    events = found.content.events if found.content else ()
    saves = [one for one in events if one.action in _SAVES]
    return {
        version.version_id: who(nearest.caller_arn)
        for version in versions
        if (nearest := _nearest(saves, version.create_date))
    }


def _nearest(saves: list[EventShape], moment: datetime) -> EventShape | None:
    """The call that saved what was made at that moment: it was written down right after."""
    late = (one for one in saves if moment <= one.event_time <= moment + _WRITTEN_WITHIN)
    return min(late, key=lambda one: one.event_time, default=None)


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
    before = version_of(request.caller, facts["policy"])
    after = version_of(request.caller, facts["policy"], wanted)
    facts |= {"before": before, "after": after, "wanted": wanted}
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
    version = version_of(request.caller, facts["policy"], request.GET.get("version", ""))
    return render(request, "policies/policy_version_delete.html", facts | {"version": version})
