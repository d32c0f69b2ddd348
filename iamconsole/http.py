"""What holds of every request and every answer, whatever view is behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

Address = IPv4Address | IPv6Address
GetResponse = Callable[[HttpRequest], HttpResponseBase]

FORWARDED_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
# These answer whoever can reach the port, under whatever name, and tell nothing of the directory.
PROBES = ("/healthz", "/readyz", "/metrics")


class UnknownAddress(Exception):
    """The address a request comes from cannot be read, so nothing may depend on it."""


def client_address(request: HttpRequest) -> Address:
    """The address of who asks, as the nearest proxy that we do not trust, or our peer, saw it."""
    address = _read(request.META.get("REMOTE_ADDR", ""))
    hops = [hop for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop]
    while hops and is_trusted_proxy(address):
        address = _read(hops.pop())
    return address


def is_trusted_proxy(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


@lru_cache(maxsize=4096)
def _read(written: str) -> Address:
    try:
        address = ip_address(written.strip())
    except ValueError:
        raise UnknownAddress from None
    # A socket open to both families shows 192.0.2.1 as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address


class KnownProxiesMiddleware:
    """Forget forwarding headers that a trusted proxy did not send; refuse unreadable ones."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            if not is_trusted_proxy(_read(request.META.get("REMOTE_ADDR", ""))):
                for header in FORWARDED_HEADERS:
                    request.META.pop(header, None)
            client_address(request)
        except UnknownAddress:
            return _refused("The address this request comes from cannot be read.", 400)
        return self.get_response(request)


class NoClearTextMiddleware:
    """Refuse what was sent in clear to a site on HTTPS, so that the sender notices at once.

    A browser asking for a page is sent on to HTTPS further in; a program, or a form, has already
    shown its secrets on the way and would go on doing so.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_plain_visit = request.method in {"GET", "HEAD"} and not (
            request.path.startswith("/api/") or request.headers.get("Authorization")
        )
        if settings.IS_HTTPS and not (request.is_secure() or is_plain_visit):
            return _refused("Use HTTPS. What was sent here may have been read on its way.", 403)
        return self.get_response(request)


class KnownHostsMiddleware:
    """Answer only for the names this site goes by."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path not in PROBES:
            request.get_host()
        return self.get_response(request)


class ResponseHeadersMiddleware:
    """Tell browsers what pages may do, and every cache on the way to keep no answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.content_security_policy = "; ".join(
            f"{directive} {sources}" for directive, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.content_security_policy)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Only static files say how long they keep; any other answer may be somebody's.
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["Cookie", "Authorization"])
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


def _refused(message: str, status: int) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")


def public_address(path: str = "/") -> str:
    """The address people and programs use for a path: never what a request says of itself."""
    return f"{settings.PUBLIC_URL}{path}"
