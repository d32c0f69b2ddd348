"""The console's template tags: what `iamconsole.console.cells` makes, and what the frame needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi

from iamconsole.console import assets, cells, charts
from iamconsole.console.frame import Frame, frame_of
from iamconsole.console.navigation import navigation_for

register = template.Library()

register.simple_tag(cells.icon, name="icon")
register.simple_tag(cells.badge, name="badge")
register.simple_tag(cells.ago, name="ago")
register.simple_tag(cells.within, name="ago_within")
register.simple_tag(cells.none, name="none")
register.simple_tag(cells.copy_button, name="copy_button")
register.simple_tag(cells.copyable, name="copyable")
register.simple_tag(charts.bars, name="bars")
register.filter("number", cells.number)
register.filter("account_number", cells.account_number)


@register.simple_tag(takes_context=True)
def page_attributes(context: Context) -> SafeString:
    """What the page's <html> says: language, direction, theme, and where the editor is."""
    attributes = {
        "lang": get_language() or "en",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "data-theme": _theme(context.get("request")),
        "data-editor": static("dist/editor.js") if assets.are_built() else "",
    }
    return format_html_join(" ", '{}="{}"', ((k, v) for k, v in attributes.items() if v))


def _theme(request: HttpRequest | None) -> str:
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


@register.simple_tag
def style_sheet() -> str:
    """The address of the style sheet: the built one, or its source where nothing was built."""
    return static("dist/console.css" if assets.are_built() else "css/main.css")


@register.simple_tag
def script() -> str:
    """The address of the script, or nothing where nothing was built."""
    return static("dist/core.js") if assets.are_built() else ""


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Frame | None:
    """Who is signed in, and to which account."""
    request = context.get("request")
    return frame_of(request) if request else None


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: Context) -> Mapping[str, Any]:
    """The side navigation, with the current page marked."""
    return {"sections": navigation_for(context["request"])}


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that goes with a message of that tone."""
    return {
        "ok": "circle-check",
        "success": "circle-check",
        "warn": "triangle-alert",
        "warning": "triangle-alert",
        "danger": "circle-alert",
        "error": "circle-alert",
    }.get(tone, "info")
