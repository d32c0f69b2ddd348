"""The addresses of groups' pages."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from accounts.console import (
    group_comparison,
    group_create,
    group_dependents,
    group_members,
    groups,
)

_OF = "groups/<str:group_name>"

urlpatterns = [
    path("groups", groups.list_page, name="console-groups"),
    path("groups/new", group_create.create_page, name="console-group-create"),
    path("compared-groups", group_comparison.compare_page, name="console-groups-compare"),
    path(_OF, RedirectView.as_view(pattern_name="console-group")),
    path(f"{_OF}/members", group_members.members_page, name="console-group"),
    path(f"{_OF}/members/add", group_members.add_members_page, name="console-group-add"),
    path(f"{_OF}/members/remove", group_members.remove_members_page, name="console-group-remove"),
    path(f"{_OF}/dependents", group_dependents.dependents_page, name="console-group-dependents"),
    path(f"{_OF}/permissions", groups.permissions_page, name="console-group-permissions"),
    path(f"{_OF}/activity", groups.activity_page, name="console-group-activity"),
    path(f"{_OF}/edit", groups.edit_page, name="console-group-edit"),
    path(f"{_OF}/delete", groups.delete_page, name="console-group-delete"),
]
