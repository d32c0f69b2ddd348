"""Who is locked out of signing in at present: people, and addresses that guesses came from."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.console import words
from accounts.console.history import everything_by
from accounts.operations.checks import list_lockouts
from accounts.shapes.checks import LockoutShape
from iamconsole.console import cells
from iamconsole.console.table_specs import Column, TableSpec
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest


def _who(one: LockoutShape) -> SafeString:
    return words.what(one.user_arn) if one.user_arn else cells.code(one.source_ip)


def _log(one: LockoutShape) -> SafeString:
    if not one.user_arn:
        return cells.none()
    return cells.link(_("What it did"), everything_by(one.user_arn))


LOCKOUTS: TableSpec[LockoutShape] = TableSpec(
    name="lockouts",
    caption=gettext_lazy("Locked out"),
    counted=lambda n: ngettext("%(count)s locked out", "%(count)s locked out", n),
    columns=(
        Column(
            name="who",
            title=gettext_lazy("Who"),
            value=lambda one: one.user_arn or one.source_ip,
            cell=_who,
        ),
        Column(
            name="kind",
            title=gettext_lazy("Kind"),
            value=lambda one: _("User") if one.user_arn else _("Address"),
        ),
        Column(name="until", title=gettext_lazy("Next try"), value=lambda one: one.until),
        Column(
            name="log",
            title=gettext_lazy("Activity"),
            value=lambda one: one.user_arn,
            cell=_log,
        ),
    ),
)


@require_safe
def list_page(request: ConsoleRequest) -> HttpResponse:
    """Everybody who has to wait before the next try, as things are."""
    state = LOCKOUTS.state(request)
    found = list_lockouts(request.caller, page_number=state.page, page_size=state.size)
    table = Table(state=state, rows=found.lockouts, count=found.count, is_more=found.is_more)
    return render(request, "accounts/lockouts.html", {"table": table})
