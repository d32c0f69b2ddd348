"""The addresses of what users may do, and of how their lists are shown."""

from __future__ import annotations

from django.urls import path

from accounts.console import table_views, user_grants

_USER = "users/<str:user_name>"

urlpatterns = [
    path("lists/<slug:table>", table_views.remember, name="console-table-view"),
    path(f"{_USER}/add-permissions", user_grants.add_page, name="console-user-add-permissions"),
]
