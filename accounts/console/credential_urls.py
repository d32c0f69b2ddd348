"""The addresses of credentials that work alike, a user's and one's own."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from accounts.console import credential_pages as pages
from accounts.console.credential_kinds import KINDS, Kind


def _pages_of(kind: Kind, prefix: str, name: str) -> list[URLPattern]:
    one = f"{prefix}/{kind.slug}/<str:credential_id>"
    views: list[tuple[str, str, Callable[..., HttpResponse]]] = [
        ("create", f"{prefix}/{kind.slug}/new", pages.create_page),
        ("switch", f"{one}/switch", pages.switch),
        ("delete", f"{one}/delete", pages.delete_page),
        *([("reset", f"{one}/reset", pages.reset_page)] if kind.has_secret else []),
    ]
    return [
        path(address, view, {"kind": kind}, name=f"{name}-{kind.slug}-{act}")
        for act, address, view in views
    ]


urlpatterns = [
    page
    for kind in KINDS
    for prefix, name in (("users/<str:user_name>", "console-user"), ("me", "console-me"))
    for page in _pages_of(kind, prefix, name)
]
