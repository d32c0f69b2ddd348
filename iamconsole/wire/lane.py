"""Programs' requests leave the way here, before what is only for browsers."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from iamconsole.http import GetResponse
from iamconsole.wire.views import query


class WireLaneMiddleware:
    """Answer what is posted to `/` at once: cookies, forms and pages have no part in it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.path_info == "/":
            return query(request)
        return self.get_response(request)
