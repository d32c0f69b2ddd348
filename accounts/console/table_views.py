"""How somebody wants a list shown: kept, and then the list again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.signin.paths import safe_path
from accounts.signin.table_views import LONGEST_NAME, remember_columns, remember_size
from iamconsole.console.table_specs import SIZES
from iamconsole.doors import ConsoleRequest


@require_POST
def remember(request: ConsoleRequest, table: str) -> HttpResponse:
    """Keep the columns, or the number of rows a page, that somebody chose for a list of theirs."""
    if len(table) > LONGEST_NAME:
        raise Http404
    sent = request.POST
    if "size" in sent:
        size = sent["size"]
        if size not in map(str, SIZES):
            raise Http404
        remember_size(request.caller, table, int(size))
    else:
        names = [] if "reset" in sent else sent.getlist("column")
        remember_columns(request.caller, table, [name[:LONGEST_NAME] for name in names])
        words = _("The list is shown as it was.") if "reset" in sent else _("The columns are kept.")
        messages.success(request, words)
    return redirect(safe_path(sent.get("back", "")))
