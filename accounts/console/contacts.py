"""What a user is called and where mail reaches it: two tags that have fields of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.console.tags import tag_steps
from accounts.names import DISPLAY_NAME_TAG, EMAIL_TAG, Tag, TagValue, tagged
from accounts.operations.users import tag_user, untag_user
from iamconsole.console.steps import Step
from iamconsole.errors import Violation
from iamconsole.fields import field_of

FIELDS = {"display_name": DISPLAY_NAME_TAG, "email": EMAIL_TAG}
_LONGEST = 256


def refuse_untaggable(text: str) -> None:
    """Refuse a text that no tag can hold. Raises Django's ValidationError."""
    violations: list[Violation] = []
    field_of(TagValue).read(text, (), violations)
    if violations:
        raise ValidationError([_(violation.hint) for violation in violations])


def display_name_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Display name"),
        required=False,
        max_length=_LONGEST,
        validators=[refuse_untaggable],
        help_text=gettext_lazy("What people call the user. It is kept as the tag display-name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def email_field() -> forms.EmailField:
    return forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=_LONGEST,
        validators=[refuse_untaggable],
        help_text=gettext_lazy("Where reminders go. It is kept as the tag email."),
        widget=forms.EmailInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "input"}
        ),
    )


def read(tags: Iterable[Tag]) -> dict[str, str]:
    """What the fields show of somebody's tags."""
    held = {one.key: one.value for one in tags}
    return {name: tagged(held, key) for name, key in FIELDS.items()}


def written(filled: Mapping[str, str]) -> list[dict[str, str]]:
    """What was filled in, as tags."""
    return [{"key": key, "value": filled[name]} for name, key in FIELDS.items() if filled[name]]


def steps(user_name: str, tags: Iterable[Tag], filled: Mapping[str, str]) -> list[Step]:
    """What leads from somebody's tags to those with what was filled in; the others stay."""
    present = [Tag(key=FIELDS[name], value=value) for name, value in read(tags).items() if value]
    given = {"user_name": user_name}
    return tag_steps(given, present, written(filled), tag_user, untag_user)
