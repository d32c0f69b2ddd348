"""Where to go on after signing in: a page of ours, never what could be read as another site."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve

HOME = "/console/"
_SWITCH_ROLE = "/switch-role"
_LONGEST = 2000
_SAFE = ("GET", "HEAD")
# The characters RFC 3986 gives to paths and queries; no backslash, space, control or #.
_PATH = re.compile(r"/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*(\?[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)?")


def safe_path(given: str) -> str:
    """The given path and query if they name a page of ours; otherwise the console's first page."""
    path = unquote(given.partition("?")[0])
    is_plain = len(given) <= _LONGEST and _PATH.fullmatch(given) is not None
    is_straight = "//" not in path and "\\" not in path and not {".", ".."} & set(path.split("/"))
    return given if is_plain and is_straight and _is_page(path) else HOME


def way_back(request: HttpRequest) -> str:
    """Where to go on after sign-in: the page asked for, or the one a form or script was on."""
    if request.method in _SAFE and "HX-Request" not in request.headers:
        return safe_path(request.get_full_path())
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    return safe_path(f"{page.path}?{page.query}" if page.query else page.path)


def _is_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return path.startswith(HOME) or path == _SWITCH_ROLE
