"""Forms that could not be taken: what they held is given back, to be sent once more.

Only a form that came from a page of this site is given back: one that another site sent would be
that site's, and whoever sends it again would do its bidding. Secrets are not given back either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest

_SECRET = re.compile(r"secret|password|passphrase|token|code|seed|credential", re.IGNORECASE)
_LONGEST = 200_000


@dataclass(frozen=True)
class KeptForm:
    """What a form held: where it goes, its fields, and whether secrets have to be typed again."""

    address: str
    fields: tuple[tuple[str, str], ...]
    lacks_secrets: bool


def kept_form(request: HttpRequest) -> KeptForm | None:
    """The form of a request, if it may be given back."""
    if request.method != "POST" or not _is_of_this_site(request) or request.FILES:
        return None
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    safe = tuple(pair for pair in sent if not _SECRET.search(pair[0]))
    if not safe or sum(len(name) + len(value) for name, value in safe) > _LONGEST:
        return None
    lacking = {name for name, _ in sent if name != "csrfmiddlewaretoken" and _SECRET.search(name)}
    return KeptForm(request.get_full_path(), safe, bool(lacking))


def _is_of_this_site(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin and origin != "null":
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
