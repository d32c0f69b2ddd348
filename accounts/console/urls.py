"""The console's pages about identities and the account."""

from django.urls import path
from django.views.generic import RedirectView

from accounts.console import (
    credential_report,
    credentials,
    dashboard,
    history,
    me,
    new_user,
    new_users,
    own_password,
    password_link,
    password_policy,
    search,
    settings,
    user,
    user_acts,
    user_changes,
    user_delete,
    users,
)

_USER = "users/<str:user_name>"
_KEY = "keys/<str:access_key_id>"

urlpatterns = [
    path("", dashboard.overview_page, name="console-overview"),
    path("search", search.search_page, name="console-search"),
    path("users", users.list_page, name="console-users"),
    path("users/export", users.export, name="console-users-export"),
    path("users/new", new_user.create_page, name="console-user-create"),
    path("users/new-list", new_users.create_page, name="console-users-create"),
    path("selected-users/<slug:act>", user_acts.act_page, name="console-users-act"),
    path(_USER, RedirectView.as_view(pattern_name="console-user")),
    path(f"{_USER}/permissions", user.permissions_page, name="console-user"),
    path(f"{_USER}/groups", user.groups_page, name="console-user-groups"),
    path(f"{_USER}/groups/add", user_changes.groups_add_page, name="console-user-groups-add"),
    path(
        f"{_USER}/groups/remove",
        user_changes.groups_remove_page,
        name="console-user-groups-remove",
    ),
    path(f"{_USER}/credentials", credentials.credentials_page, name="console-user-credentials"),
    path(f"{_USER}/password", credentials.password_page, name="console-user-password"),
    path(
        f"{_USER}/password/delete",
        credentials.password_delete_page,
        name="console-user-password-delete",
    ),
    path(f"{_USER}/password/link", password_link.link_page, name="console-user-password-link"),
    path(f"{_USER}/keys/new", credentials.key_create_page, name="console-user-key-create"),
    path(f"{_USER}/{_KEY}/switch", credentials.key_switch, name="console-user-key-switch"),
    path(f"{_USER}/{_KEY}/delete", credentials.key_delete_page, name="console-user-key-delete"),
    path(f"{_USER}/activity", user.activity_page, name="console-user-activity"),
    path(f"{_USER}/tags", user_changes.tags_page, name="console-user-tags"),
    path(f"{_USER}/edit", user_changes.edit_page, name="console-user-edit"),
    path(f"{_USER}/boundary", user_changes.boundary_page, name="console-user-boundary"),
    path(f"{_USER}/disable", user_changes.disable, name="console-user-disable"),
    path(f"{_USER}/enable", user_changes.enable, name="console-user-enable"),
    path(f"{_USER}/delete", user_delete.delete_page, name="console-user-delete"),
    path("credential-report", credential_report.report_page, name="console-credential-report"),
    path(
        "credential-report/download",
        credential_report.download,
        name="console-credential-report-download",
    ),
    path("log", history.log_page, name="console-log"),
    path("log/<str:event_id>", history.event_page, name="console-event"),
    path("settings", settings.settings_page, name="console-settings"),
    path("settings/alias", settings.alias_page, name="console-settings-alias"),
    path("settings/password", password_policy.policy_page, name="console-settings-password"),
    path(
        "settings/password/delete",
        password_policy.policy_delete,
        name="console-settings-password-delete",
    ),
    path("settings/billing", settings.billing_switch, name="console-settings-billing"),
    path("settings/close", settings.close_page, name="console-settings-close"),
    path("me", me.me_page, name="console-me"),
    path("me/credentials", me.credentials_page, name="console-me-credentials"),
    path("me/password", own_password.password_page, name="console-me-password"),
    path("me/keys/new", credentials.key_create_page, name="console-me-key-create"),
    path(f"me/{_KEY}/switch", credentials.key_switch, name="console-me-key-switch"),
    path(f"me/{_KEY}/delete", credentials.key_delete_page, name="console-me-key-delete"),
]
