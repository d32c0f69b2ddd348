"""What the visual editor's box tells its script."""

from __future__ import annotations

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse

from iamconsole.console import assets
from policies.console.catalogue import version
from policies.console.editor_words import words
from policies.console.starting_points import starting_points

register = template.Library()

register.simple_tag(words, name="editor_words")
register.simple_tag(starting_points, name="starting_points")


@register.simple_tag
def catalogue_address() -> str:
    """Where the list of services is; those of each stand beside it."""
    return reverse("catalogue", args=[version(), "services"])


@register.simple_tag
def sprite_address() -> str:
    """Where the icons are."""
    return str(staticfiles_storage.url("dist/icons.svg"))


@register.simple_tag
def editor_script() -> str:
    """The address of the editor, which browsers can fetch before they are told to run it."""
    return static("dist/editor.js") if assets.are_built() else ""
