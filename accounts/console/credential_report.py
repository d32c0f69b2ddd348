"""The credential report: every user's credentials on a page, and as a file for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.console import words
from accounts.console.users import age, counted
from accounts.operations.credential_reports import (
    generate_credential_report,
    get_credential_report,
    search_credentials,
)
from accounts.shapes import CREDENTIAL_COLUMNS, CredentialRowShape
from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.console.exports import safe_cell
from iamconsole.console.table_specs import Column, Filter, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import ReportInProgress

_TITLES: dict[str, Words] = {
    "user": gettext_lazy("User"),
    "arn": gettext_lazy("ARN"),
    "user_creation_time": gettext_lazy("Created"),
    "password_enabled": gettext_lazy("Password"),
    "password_last_used": gettext_lazy("Password used"),
    "password_last_changed": gettext_lazy("Password set"),
    "password_next_rotation": gettext_lazy("Next password due"),
    "mfa_active": gettext_lazy("MFA"),
    "access_key_1_active": gettext_lazy("Key 1"),
    "access_key_1_last_rotated": gettext_lazy("Key 1 age"),
    "access_key_1_last_used_date": gettext_lazy("Key 1 used"),
    "access_key_1_last_used_region": gettext_lazy("Key 1 region"),
    "access_key_1_last_used_service": gettext_lazy("Key 1 service"),
    "access_key_2_active": gettext_lazy("Key 2"),
    "access_key_2_last_rotated": gettext_lazy("Key 2 age"),
    "access_key_2_last_used_date": gettext_lazy("Key 2 used"),
    "access_key_2_last_used_region": gettext_lazy("Key 2 region"),
    "access_key_2_last_used_service": gettext_lazy("Key 2 service"),
    "cert_1_active": gettext_lazy("Certificate 1"),
    "cert_1_last_rotated": gettext_lazy("Certificate 1 made"),
    "cert_2_active": gettext_lazy("Certificate 2"),
    "cert_2_last_rotated": gettext_lazy("Certificate 2 made"),
}
_CHOSEN = frozenset(
    (
        "user",
        "password_last_changed",
        "password_last_used",
        "mfa_active",
        "access_key_1_last_rotated",
        "access_key_1_last_used_date",
        "access_key_2_last_rotated",
        "access_key_2_last_used_date",
    )
)
_AGES = frozenset(("access_key_1_last_rotated", "access_key_2_last_rotated"))
_PLAIN = {
    "N/A": gettext_lazy("None"),
    "no_information": gettext_lazy("Never"),
    "not_supported": gettext_lazy("Not told"),
    "false": gettext_lazy("No"),
}


def _column(place: int, name: str) -> Column[CredentialRowShape]:
    return Column(
        name=name,
        title=_TITLES[name],
        value=lambda row: row.cells[place],
        cell=_user if name == "user" else lambda row: _shown(name, row.cells[place]),
        is_chosen=name in _CHOSEN,
    )


def _user(row: CredentialRowShape) -> SafeString | str:
    if row.user_name is None:
        return _("The root user")
    return cells.link(row.user_name, words.user_address(row.user_name))


def _shown(name: str, text: str) -> SafeString | str:
    """A cell of the report as people read it; the age of a key is marked when it is too great."""
    if text in _PLAIN:
        return cells.none(_PLAIN[text])
    if text == "true":
        return cells.badge(_("Yes"), "ok")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return cells.code(text)
    return age(moment) if name in _AGES else cells.ago(moment)


_STATES = (
    ("any", gettext_lazy("There is one")),
    ("none", gettext_lazy("None")),
    ("old", gettext_lazy("Older than 90 days")),
    ("unused", gettext_lazy("Not used for 90 days")),
)
CREDENTIALS: TableSpec[CredentialRowShape] = TableSpec(
    name="credentials",
    caption=gettext_lazy("Credentials"),
    search=gettext_lazy("Name or path"),
    counted=counted,
    filters=(
        Filter(name="password", title=gettext_lazy("Password"), choices=_STATES),
        Filter(name="mfa", title=gettext_lazy("MFA device"), choices=_STATES[:2]),
        Filter(name="keys", title=gettext_lazy("Active access key"), choices=_STATES),
    ),
    columns=tuple(_column(place, name) for place, name in enumerate(CREDENTIAL_COLUMNS)),
)


@require_safe
def report_page(request: ConsoleRequest) -> HttpResponse:
    """What everybody's credentials are like now."""
    state = CREDENTIALS.state(request)
    found = search_credentials.perform(request.caller, state.params())
    table = Table(state=state, rows=found.rows, count=found.count, is_more=found.is_more)
    return render(request, "accounts/credential_report.html", {"table": table})


@require_safe
def download(request: ConsoleRequest) -> HttpResponseBase:
    """The report as a file that spreadsheets do not compute; at most four hours old."""
    generate_credential_report(request.caller)
    try:
        report = get_credential_report(request.caller)
    except ReportInProgress:
        messages.info(request, _("The report is being written. Download it in a minute."))
        return redirect("console-credential-report")
    name = f"credentials-{report.generated_time:%Y-%m-%d-%H%M}.csv"
    return StreamingHttpResponse(
        _safe_lines(report.content),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _safe_lines(content: bytes) -> Iterator[str]:
    for row in csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")):
        line = io.StringIO()
        csv.writer(line).writerow([safe_cell(cell) for cell in row])
        yield line.getvalue()
