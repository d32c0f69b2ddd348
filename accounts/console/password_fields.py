"""The fields of a password that somebody sets for somebody else."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


def typed_password_field() -> forms.CharField:
    """A password to be typed, beside the choice to have one made."""
    return forms.CharField(
        label=gettext_lazy("Typed password"),
        required=False,
        strip=False,
        max_length=128,
        help_text=gettext_lazy("Only if you chose to type one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def reset_field() -> forms.BooleanField:
    """Whether the user has to set another before all else."""
    return forms.BooleanField(
        label=gettext_lazy("Must set a new password at the next sign-in"),
        help_text=gettext_lazy("So that only the user knows it."),
        required=False,
        initial=True,
    )
