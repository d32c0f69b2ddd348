"""The list of users, and what can be done to several of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.console import words
from accounts.operations.users import search_users
from accounts.shapes import UserRowShape
from iamconsole.console import cells
from iamconsole.console.exports import csv_file
from iamconsole.console.tables import Act, Column, Table, TableSpec
from iamconsole.doors import ConsoleRequest

_OLD_DAYS = 90


def counted(count: int) -> str:
    return ngettext("%(count)s user", "%(count)s users", count)


def age(moment: datetime | None) -> SafeString | str:
    """How old a credential is; marked where it should have been replaced."""
    if moment is None:
        return cells.none()
    passed = (now() - moment).days
    return cells.badge(cells.days(passed), "warn") if passed > _OLD_DAYS else cells.days(passed)


def status(is_enabled: bool) -> SafeString:
    if is_enabled:
        return cells.badge(_("Active"), "ok")
    return cells.badge(_("Disabled"), "warn")


USERS: TableSpec[UserRowShape] = TableSpec(
    name="users",
    caption=gettext_lazy("Users"),
    search=gettext_lazy("Name, path, ARN, ID or key"),
    sort="name",
    counted=counted,
    key=lambda row: row.user.user_name or "",
    columns=(
        Column(
            name="name",
            title=gettext_lazy("User name"),
            value=lambda row: row.user.user_name,
            cell=lambda row: words.user_link(row.user),
            is_sorted=True,
        ),
        Column(name="groups", title=gettext_lazy("Groups"), value=lambda row: row.group_count),
        Column(
            name="active",
            title=gettext_lazy("Last active"),
            value=lambda row: row.last_active,
            cell=lambda row: cells.ago(row.last_active),
        ),
        Column(
            name="password",
            title=gettext_lazy("Password age"),
            value=lambda row: row.password_changed,
            cell=lambda row: age(row.password_changed),
        ),
        Column(
            name="key",
            title=gettext_lazy("Oldest active key"),
            value=lambda row: row.oldest_active_key,
            cell=lambda row: age(row.oldest_active_key),
        ),
        Column(
            name="status",
            title=gettext_lazy("Status"),
            value=lambda row: _("Active") if row.is_enabled else _("Disabled"),
            cell=lambda row: status(row.is_enabled),
        ),
        Column(
            name="keys",
            title=gettext_lazy("Access keys"),
            value=lambda row: row.key_count,
            is_chosen=False,
        ),
        Column(
            name="created",
            title=gettext_lazy("Created"),
            value=lambda row: row.user.create_date,
            is_sorted=True,
            is_chosen=False,
        ),
        Column(
            name="id",
            title=gettext_lazy("Unique ID"),
            value=lambda row: row.user.user_id,
            cell=lambda row: cells.code(row.user.user_id),
            is_chosen=False,
        ),
        Column(
            name="arn",
            title=gettext_lazy("ARN"),
            value=lambda row: row.user.arn,
            cell=lambda row: cells.code(row.user.arn),
            is_chosen=False,
        ),
    ),
)
ACTS = (
    Act(title=gettext_lazy("Add to groups"), url=reverse_lazy("console-users-act", args=["group"])),
    Act(title=gettext_lazy("Disable"), url=reverse_lazy("console-users-act", args=["disable"])),
    Act(title=gettext_lazy("Enable"), url=reverse_lazy("console-users-act", args=["enable"])),
    Act(
        title=gettext_lazy("Delete"),
        url=reverse_lazy("console-users-act", args=["delete"]),
        is_danger=True,
    ),
)


@require_safe
def list_page(request: ConsoleRequest) -> HttpResponse:
    """The account's users, as far as the address narrows them."""
    state = USERS.state(request)
    found = search_users.perform(request.caller, state.params())
    table = Table(
        state=state,
        rows=found.rows,
        count=found.count,
        is_more=found.is_more,
        acts=ACTS,
        export_path=reverse("console-users-export"),
    )
    return render(request, "accounts/user_list.html", {"table": table})


@require_safe
def export(request: ConsoleRequest) -> HttpResponse:
    """The same list as a file, without pages."""

    def rows(params: Mapping[str, Any]) -> Sequence[UserRowShape]:
        return search_users.perform(request.caller, params).rows

    return csv_file(USERS, USERS.state(request), rows, "users.csv")
