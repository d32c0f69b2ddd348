"""The forms of roles for those whom identity providers send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.console.role_forms import RoleForm

_PLAIN = {"autocomplete": "off", "spellcheck": "false", "class": "input-mono"}
_SAML_AUDIENCE = "https://signin.aws.amazon.com/saml"


class WebIdentityForm(RoleForm):
    """Whoever an OpenID Connect provider sends, for one audience and, as a rule, one subject."""

    of_trust = ("provider_arn", "audience", "federated_subject")
    trust_action = "sts:AssumeRoleWithWebIdentity"

    provider_arn = forms.RegexField(
        r"^arn:aws:iam::[0-9]{12}:oidc-provider/\S+$",
        label=gettext_lazy("Identity provider"),
        help_text=gettext_lazy("The ARN of an OpenID Connect provider. Yours are suggested."),
        error_messages={"invalid": gettext_lazy("This is no ARN of an OpenID Connect provider.")},
        widget=forms.TextInput(attrs={"list": "providers"} | _PLAIN),
    )
    audience = forms.CharField(
        label=gettext_lazy("Audience"),
        max_length=255,
        help_text=gettext_lazy("The client ID that tokens are made out to (aud)."),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    federated_subject = forms.CharField(
        label=gettext_lazy("Subject"),
        required=False,
        max_length=255,
        help_text=gettext_lazy(
            "Whom tokens are about (sub); a * stands for any text. With none, everybody whom the "
            "provider knows may take the role on: of a build service, the jobs of strangers too."
        ),
        widget=forms.TextInput(attrs=_PLAIN),
    )

    def principal(self) -> dict[str, Any]:
        return {"Federated": self.cleaned_data["provider_arn"]}

    def tests(self) -> dict[str, dict[str, str]]:
        issuer = self.cleaned_data["provider_arn"].partition(":oidc-provider/")[2]
        wanted = {"StringEquals": {f"{issuer}:aud": self.cleaned_data["audience"]}}
        if subject := self.cleaned_data.get("federated_subject"):
            operator = "StringLike" if "*" in subject or "?" in subject else "StringEquals"
            wanted.setdefault(operator, {})[f"{issuer}:sub"] = subject
        return wanted

    @property
    def warning(self) -> str:
        if self.cleaned_data.get("federated_subject"):
            return ""
        return _("No subject is asked for: whoever the provider gives a token to may be anybody.")


class SamlForm(RoleForm):
    """Whoever a SAML provider sends, and an assertion is made out to."""

    of_trust = ("provider_arn", "audience")
    trust_action = "sts:AssumeRoleWithSAML"

    provider_arn = forms.RegexField(
        r"^arn:aws:iam::[0-9]{12}:saml-provider/\S+$",
        label=gettext_lazy("Identity provider"),
        help_text=gettext_lazy("The ARN of a SAML provider. Yours are suggested."),
        error_messages={"invalid": gettext_lazy("This is no ARN of a SAML provider.")},
        widget=forms.TextInput(attrs={"list": "providers"} | _PLAIN),
    )
    audience = forms.CharField(
        label=gettext_lazy("Audience"),
        max_length=255,
        initial=_SAML_AUDIENCE,
        help_text=gettext_lazy("What assertions must be made out to (SAML:aud)."),
        widget=forms.TextInput(attrs=_PLAIN),
    )

    def principal(self) -> dict[str, Any]:
        return {"Federated": self.cleaned_data["provider_arn"]}

    def tests(self) -> dict[str, dict[str, str]]:
        return {"StringEquals": {"SAML:aud": self.cleaned_data["audience"]}}
