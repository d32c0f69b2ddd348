"""What everybody may read of an account's issuer: where its keys are, and the keys."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.federation import outbound
from accounts.federation.outbound import Document
from accounts.models import TokenIssuer
from iamconsole.doors import public

_WHY = "Whoever is shown a token of ours must be able to verify it."


@public(_WHY)
@require_safe
def configuration(request: HttpRequest, issuer_id: str) -> HttpResponse:
    return _answer(issuer_id, outbound.configuration_of)


@public(_WHY)
@require_safe
def key_set(request: HttpRequest, issuer_id: str) -> HttpResponse:
    return _answer(issuer_id, outbound.key_set_of)


def _answer(issuer_id: str, told: Callable[[TokenIssuer], Document]) -> HttpResponse:
    """An issuer that was switched off is still told: its last tokens have not expired yet."""
    issuer = TokenIssuer.objects.filter(issuer_id=issuer_id).first()
    if issuer is None:
        return JsonResponse({"message": "There is no such issuer."}, status=404)
    return JsonResponse(told(issuer))
