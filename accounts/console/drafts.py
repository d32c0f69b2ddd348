"""What keeps forms that are being filled in, and forgets those that are not wanted any more."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.signin import drafts
from accounts.signin.paths import way_back
from iamconsole.console.drafts import FIELD, KINDS, keep
from iamconsole.doors import ConsoleRequest


@require_POST
def keep_page(request: ConsoleRequest, kind: str) -> HttpResponse:
    """Keep a form as it is now; the answer is the token it is kept under."""
    if kind not in KINDS:
        raise Http404
    token = keep(request, KINDS[kind], request.GET.get("subject", "")[:2048])
    status = HTTPStatus.OK if token else HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return JsonResponse({"draft": token}, status=status)


@require_POST
def discard(request: ConsoleRequest) -> HttpResponse:
    """Forget a draft, and go back to the page it was offered on."""
    drafts.drop(request.caller, request.POST.get(FIELD, ""))
    messages.info(request, _("The draft is gone."))
    return redirect(way_back(request))
