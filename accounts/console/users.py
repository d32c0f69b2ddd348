"""The list of users, and what can be done to several of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from accounts.console.user_filters import FILTERS, VIEWS
from accounts.operations.users import search_users
from accounts.shapes import KeyBriefShape, UserRowShape
from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.exports import csv_file
from iamconsole.console.table_specs import Act, Column, TableSpec
from iamconsole.console.tables import Table
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


def mfa(row: UserRowShape) -> SafeString:
    """Whether a second factor is set up; its absence is marked where there is a password."""
    if row.mfa_count:
        return cells.badge(_("On"), "ok")
    return cells.badge(_("Off"), "warn") if row.password_changed else cells.none()


def _key_columns(place: int) -> tuple[Column[UserRowShape], ...]:
    """What is known of a user's first key, or its second."""

    def key_of(row: UserRowShape) -> KeyBriefShape | None:
        return row.keys[place] if len(row.keys) > place else None

    def part(read: Callable[[KeyBriefShape], Any]) -> Callable[[UserRowShape], Any]:
        return lambda row: read(key) if (key := key_of(row)) else None

    def column(name: str, title: Words, read: Callable[[KeyBriefShape], Any]) -> Column[Any]:
        return Column(name=f"{name}_{place + 1}", title=title, value=part(read), is_chosen=False)

    titles = _KEY_TITLES[place]
    return (
        column("key_id", titles[0], lambda key: key.access_key_id),
        column("key_used", titles[1], lambda key: key.last_used_date),
        column("key_service", titles[2], lambda key: key.service_name or None),
    )


_KEY_TITLES = (
    (
        gettext_lazy("Key 1 ID"),
        gettext_lazy("Key 1 last used"),
        gettext_lazy("Key 1 service"),
    ),
    (
        gettext_lazy("Key 2 ID"),
        gettext_lazy("Key 2 last used"),
        gettext_lazy("Key 2 service"),
    ),
)


def _boundary_of(row: UserRowShape) -> str | None:
    bound = row.permissions_boundary
    return bound.permissions_boundary_arn if bound else None


def _boundary(row: UserRowShape) -> SafeString:
    arn = _boundary_of(row)
    if arn is None:
        return cells.none()
    return cells.link(arn.rpartition("/")[2], reverse("console-policy", args=[arn]))


USERS: TableSpec[UserRowShape] = TableSpec(
    name="users",
    caption=gettext_lazy("Users"),
    search=gettext_lazy("Name, path, e-mail, ARN, ID or key"),
    sort="name",
    counted=counted,
    key=lambda row: row.user.user_name or "",
    is_remembered=True,
    filters=FILTERS,
    views=VIEWS,
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
            name="mfa",
            title=gettext_lazy("MFA"),
            value=lambda row: row.mfa_count,
            cell=lambda row: mfa(row),
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
            name="display_name",
            title=gettext_lazy("Display name"),
            value=lambda row: row.display_name,
            is_chosen=False,
        ),
        Column(
            name="email",
            title=gettext_lazy("E-mail address"),
            value=lambda row: row.email,
            is_chosen=False,
        ),
        Column(
            name="keys",
            title=gettext_lazy("Access keys"),
            value=lambda row: row.key_count,
            is_chosen=False,
        ),
        Column(
            name="signed_in",
            title=gettext_lazy("Last sign-in"),
            value=lambda row: row.user.password_last_used,
            cell=lambda row: cells.ago(row.user.password_last_used),
            is_chosen=False,
        ),
        *_key_columns(0),
        *_key_columns(1),
        Column(
            name="policies",
            title=gettext_lazy("Policies of its own"),
            value=lambda row: row.policy_count,
            is_chosen=False,
        ),
        Column(
            name="boundary",
            title=gettext_lazy("Boundary"),
            value=_boundary_of,
            cell=_boundary,
            is_chosen=False,
        ),
        Column(
            name="path",
            title=gettext_lazy("Path"),
            value=lambda row: row.user.path,
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


def _act(name: str, title: Words, *, is_danger: bool = False) -> Act:
    address = reverse_lazy("console-users-act", args=[name])
    return Act(title=title, url=address, is_danger=is_danger)


ACTS = (
    _act("group", gettext_lazy("Groups")),
    _act("tag", gettext_lazy("Tag")),
    _act("renew", gettext_lazy("Require new password")),
    _act("disable", gettext_lazy("Disable")),
    _act("enable", gettext_lazy("Enable")),
    _act("delete", gettext_lazy("Delete"), is_danger=True),
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
        acts_on_all=True,
    )
    return render(request, "accounts/user_list.html", {"table": table})


@require_safe
def export(request: ConsoleRequest) -> HttpResponse:
    """The same list as a file, without pages, with the columns that are shown."""

    def rows(params: Mapping[str, Any]) -> Sequence[UserRowShape]:
        return search_users.perform(request.caller, params).rows

    return csv_file(USERS, USERS.state(request), rows, "users.csv")
