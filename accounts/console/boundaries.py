"""A permissions boundary as a field, and what it would cut or what comes back without it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from iamconsole.doors import ConsoleRequest
from policies.console.access_changes import Preview, preview

# The field is blamed for whatever is said against the policy.
BLAMES = dict.fromkeys(
    ("NoSuchEntity", "PolicyNotAttachable", "InvalidInput", "ValidationError"),
    "permissions_boundary",
)


def policy_field() -> forms.CharField:
    """Which policy it is to be, by its ARN; the page suggests some in the list `policies`."""
    return forms.CharField(
        label=gettext_lazy("Policy"),
        help_text=gettext_lazy("Its ARN. Your own policies are suggested."),
        widget=forms.TextInput(
            attrs={"class": "input-mono", "list": "policies", "autocomplete": "off"}
        ),
    )


def previews(request: ConsoleRequest, arn: str, *, is_bounded: bool) -> dict[str, Preview | str]:
    """What the boundary looked at would cut now, and what comes back without the present one."""
    asked = request.GET.get("permissions_boundary", "").strip()
    found: dict[str, Preview | str] = {"asked": asked}
    if asked:
        found["preview"] = preview(request.caller, arn, permissions_boundary=asked)
    if is_bounded:
        found["without"] = preview(request.caller, arn, is_unbounded=True)
    return found
