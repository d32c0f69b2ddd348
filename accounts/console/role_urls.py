"""The addresses of roles' pages."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from accounts.console import (
    role_changes,
    role_create,
    role_delete,
    role_review,
    role_sessions,
    role_trust,
    roles,
)

_OF = "roles/<str:role_name>"

urlpatterns = [
    path("roles", roles.list_page, name="console-roles"),
    path("roles/new", role_create.choose_page, name="console-role-create"),
    path("roles/new/for-<slug:way>", role_create.create_page, name="console-role-create-for"),
    path(
        "roles/new/<slug:token>/permissions",
        role_create.permissions_page,
        name="console-role-create-permissions",
    ),
    path("roles/new/<slug:token>/name", role_create.name_page, name="console-role-create-name"),
    path(
        "roles/new/<slug:token>/review",
        role_review.review_page,
        name="console-role-create-review",
    ),
    path(_OF, RedirectView.as_view(pattern_name="console-role")),
    path(f"{_OF}/permissions", roles.permissions_page, name="console-role"),
    path(f"{_OF}/trust", role_trust.trust_page, name="console-role-trust"),
    path(f"{_OF}/trust/edit", role_trust.edit_page, name="console-role-trust-edit"),
    path(f"{_OF}/sessions", role_sessions.sessions_page, name="console-role-sessions"),
    path(f"{_OF}/activity", roles.activity_page, name="console-role-activity"),
    path(f"{_OF}/tags", role_changes.tags_page, name="console-role-tags"),
    path(f"{_OF}/edit", role_changes.edit_page, name="console-role-edit"),
    path(f"{_OF}/boundary", role_changes.boundary_page, name="console-role-boundary"),
    path(f"{_OF}/delete", role_delete.delete_page, name="console-role-delete"),
]
