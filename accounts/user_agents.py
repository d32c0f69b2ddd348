"""What people call a browser or a program, by what it says of itself (RFC 9110, 10.1.5).

It proves nothing.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first word that stands in the text decides: later browsers name earlier ones.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("aws-cli/", "AWS CLI"),
    ("Boto3/", "Boto3"),
    ("Terraform/", "Terraform"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_named(user_agent: str) -> str:
    """A short name such as `Firefox on Linux`."""
    browser = _first(_BROWSERS, user_agent) or _("An unknown browser")
    system = _first(_SYSTEMS, user_agent)
    if not system:
        return browser
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def _first(words: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for word, name in words if word in text), "")
