"""Everything under /api/v1/: the routes of both families, and their description."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from accounts import rest as accounts
from iamconsole import openapi
from iamconsole.doors import public
from iamconsole.fields import Schema
from iamconsole.rest import not_found
from policies import rest as policies

ROUTES = [*accounts.urlpatterns, *policies.urlpatterns]
_WHY_PUBLIC = "It describes the program, which anybody can read, and nothing of any account."


@lru_cache(maxsize=1)
def schema() -> Schema:
    return openapi.document(ROUTES)


@public(_WHY_PUBLIC)
@require_safe
def schema_view(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    return JsonResponse(schema())


@public(_WHY_PUBLIC)
@require_safe
def reference_page(request: HttpRequest) -> HttpResponse:
    """The description for people."""
    doors = sorted(openapi.doors(ROUTES), key=lambda door: door.noun)
    nouns = [
        (noun.replace("_", " ").capitalize(), list(group))
        for noun, group in groupby(doors, key=lambda door: door.noun)
    ]
    return render(request, "api_reference.html", {"nouns": nouns, "example": _example()})


def _example() -> str:
    return (
        'curl --aws-sigv4 "aws:amz:us-east-1:iam" --user "$ACCESS_KEY_ID:$SECRET_ACCESS_KEY" \\\n'
        f"  {settings.PUBLIC_URL}{openapi.ROOT}/users"
    )


urlpatterns = [
    path("", reference_page, name="api-reference"),
    path("schema/", schema_view, name="api-schema"),
    *ROUTES,
    re_path("^.", not_found),
]
