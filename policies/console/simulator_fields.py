"""Fields that take several things, and what is meant by a line of them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from policies.engine.catalog import expand

_ACTION = re.compile(r"[\w-]+:[\w*?-]+", re.ASCII)


class LinesField(forms.CharField):
    """Several texts, each once: one a line."""

    separators = re.compile(r"[\r\n]+")

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        attrs = {
            "rows": rows,
            "class": "textarea-mono textarea-short",
            "spellcheck": "false",
            "autocapitalize": "none",
        }
        super().__init__(widget=forms.Textarea(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        lines = self.separators.split(super().to_python(value) or "")
        return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


class ActionsField(LinesField):
    """Actions, each once; commas and spaces may stand between them too."""

    separators = re.compile(r"[\s,]+")


def actions_meant(written: str) -> tuple[str, ...]:
    """The actions that somebody means; one that no service is known to have is asked as it is."""
    if not _ACTION.fullmatch(written):
        words = _("%(text)s is not of the form service:Action.")
        raise forms.ValidationError(words % {"text": written})
    if "*" not in written and "?" not in written:
        return (written,)
    known = tuple(action.full_name for action in expand(written))
    if not known:
        words = _("No action that is known here fits %(text)s.")
        raise forms.ValidationError(words % {"text": written})
    return known


def pair(line: str) -> tuple[str, str]:
    """A condition key and its value."""
    key, separator, value = (part.strip() for part in line.partition("="))
    if not separator or ":" not in key:
        words = _("Write each key on a line of its own, as key=value: %(line)s")
        raise forms.ValidationError(words % {"line": line})
    return key, value
