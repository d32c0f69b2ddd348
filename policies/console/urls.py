"""The addresses of policies' pages."""

from __future__ import annotations

from django.urls import path

from policies.console import (
    aids,
    attachments,
    deleting,
    details,
    editing,
    effective,
    findings,
    inline,
    last_accessed,
    lists,
    proposals,
    simulator,
    simulator_principals,
    summaries,
    versions,
)
from policies.console.attachments import (
    BOUND_ROLES,
    BOUND_USERS,
    TO_GROUPS,
    TO_ROLES,
    TO_USERS,
)
from policies.console.holders import GROUP, ROLE, USER

_OF = "policies/<policy:policy_arn>"

urlpatterns = [
    *aids.urlpatterns,
    path(
        "users/<str:user_name>/last-accessed", last_accessed.user_page, name="console-user-access"
    ),
    path(
        "groups/<str:group_name>/last-accessed",
        last_accessed.group_page,
        name="console-group-access",
    ),
    path(
        "roles/<str:role_name>/last-accessed", last_accessed.role_page, name="console-role-access"
    ),
    path("simulator", simulator.simulator_page, name="console-simulator"),
    path(
        "simulator/principals",
        simulator_principals.principals_page,
        name="console-simulator-principals",
    ),
    path("policies", lists.list_page, name="console-policies"),
    path("policies/new", editing.create_page, name="console-policy-create"),
    path("policies/new/copy", editing.copy_page, name="console-policy-copy"),
    path("policies/validate", findings.validate_page, name="console-policy-validate"),
    path(f"{_OF}/sentence", summaries.sentence_page, name="console-policy-sentence"),
    path(f"{_OF}/summary", summaries.summary_page, name="console-policy"),
    path(f"{_OF}/service-<str:prefix>", summaries.service_page, name="console-policy-service"),
    path(f"{_OF}/document", details.document_page, name="console-policy-document"),
    path(f"{_OF}/versions", versions.versions_page, name="console-policy-versions"),
    path(f"{_OF}/used-by", details.users_page, name="console-policy-users"),
    path(f"{_OF}/last-accessed", last_accessed.policy_page, name="console-policy-access"),
    path(f"{_OF}/without-unused", proposals.policy_page, name="console-policy-trimmed"),
    path(f"{_OF}/tags", details.tags_page, name="console-policy-tags"),
    path(f"{_OF}/activity", details.activity_page, name="console-policy-activity"),
    path(f"{_OF}/edit", editing.edit_page, name="console-policy-edit"),
    path(f"{_OF}/delete", deleting.delete_page, name="console-policy-delete"),
    path(f"{_OF}/compare", versions.compare_page, name="console-policy-compare"),
    path(f"{_OF}/set-default", versions.default_page, name="console-policy-default"),
    path(
        f"{_OF}/delete-version", versions.delete_version_page, name="console-policy-version-delete"
    ),
    path(f"{_OF}/<str:version_id>.json", details.download, name="console-policy-download"),
    path(f"{_OF}/<str:version_id>.yaml", details.download_yaml, name="console-policy-yaml"),
    path(
        f"{_OF}/attach-groups",
        attachments.attach_holders_page,
        {"choice": TO_GROUPS},
        name="console-policy-attach-groups",
    ),
    path(
        f"{_OF}/attach-users",
        attachments.attach_holders_page,
        {"choice": TO_USERS},
        name="console-policy-attach-users",
    ),
    path(
        f"{_OF}/attach-roles",
        attachments.attach_holders_page,
        {"choice": TO_ROLES},
        name="console-policy-attach-roles",
    ),
    path(
        f"{_OF}/bound-users",
        attachments.attach_holders_page,
        {"choice": BOUND_USERS},
        name="console-policy-bound-users",
    ),
    path(
        f"{_OF}/bound-roles",
        attachments.attach_holders_page,
        {"choice": BOUND_ROLES},
        name="console-policy-bound-roles",
    ),
]

for holder in (USER, GROUP, ROLE):
    of, name, given = f"{holder.kind}s/<str:name>", f"console-{holder.kind}", {"holder": holder}
    urlpatterns += [
        path(f"{of}/attach", attachments.attach_policies_page, given, name=f"{name}-attach"),
        path(
            f"{of}/detach/<policy:policy_arn>",
            attachments.detach_page,
            given,
            name=f"{name}-detach",
        ),
        path(
            f"{of}/permissions/<str:prefix>",
            effective.service_page,
            {"kind": holder.kind},
            name=f"{name}-service",
        ),
        path(f"{of}/inline-new", inline.create_page, given, name=f"{name}-inline-create"),
        path(f"{of}/inline/<str:policy_name>", inline.edit_page, given, name=f"{name}-inline"),
        path(
            f"{of}/inline/<str:policy_name>/delete",
            inline.delete_page,
            given,
            name=f"{name}-inline-delete",
        ),
        path(
            f"{of}/inline/<str:policy_name>/without-unused",
            proposals.inline_page,
            given,
            name=f"{name}-inline-trimmed",
        ),
    ]

for holder in (USER, ROLE):
    urlpatterns.append(
        path(
            f"{holder.kind}s/<str:name>/policy-from-activity",
            proposals.activity_page,
            {"holder": holder},
            name=f"console-{holder.kind}-policy-from-activity",
        )
    )
