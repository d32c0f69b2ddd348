"""The forms of a new role: one for each sort of those who are to take it on."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.console.role_changes import DurationField
from accounts.console.role_trust import TrustField
from accounts.operations.roles import create_role
from iamconsole.console.forms import OperationForm, TagsField
from policies.console.documents import DocumentForm
from policies.engine import Kind
from policies.rules import MAX_TRUST_SIZE

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
SERVICES = (
    "ec2.amazonaws.com",
    "lambda.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "ecs.amazonaws.com",
    "eks.amazonaws.com",
    "pods.eks.amazonaws.com",
    "states.amazonaws.com",
    "events.amazonaws.com",
    "scheduler.amazonaws.com",
    "apigateway.amazonaws.com",
    "cloudformation.amazonaws.com",
    "codebuild.amazonaws.com",
    "codepipeline.amazonaws.com",
    "glue.amazonaws.com",
    "sagemaker.amazonaws.com",
    "bedrock.amazonaws.com",
    "rds.amazonaws.com",
    "s3.amazonaws.com",
    "batch.amazonaws.com",
    "backup.amazonaws.com",
    "config.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "firehose.amazonaws.com",
    "ssm.amazonaws.com",
)


class RoleForm(OperationForm):
    """What every new role has. Those who fill in whom it trusts add `principal` and `tests`."""

    operation = create_role
    blames = {
        "EntityAlreadyExists": "role_name",
        "NoSuchEntity": "permissions_boundary",
    }
    of_trust: tuple[str, ...] = ()
    trust_action = "sts:AssumeRole"

    role_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=64,
        help_text=gettext_lazy(
            "Letters, digits and + = , . @ _ -, up to 64. It cannot be changed later."
        ),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    max_session_duration = DurationField(initial=3600)
    path = forms.CharField(
        label=gettext_lazy("Path"),
        required=False,
        max_length=512,
        help_text=gettext_lazy("Begins and ends with a slash, such as /engineering/."),
        widget=forms.TextInput(attrs={"class": "input-mono", "spellcheck": "false"}),
    )
    permissions_boundary = forms.CharField(
        label=gettext_lazy("Permissions boundary"),
        required=False,
        help_text=gettext_lazy("The ARN of a policy that says what is the most it may do."),
        widget=forms.TextInput(attrs={"class": "input-mono", "list": "own-policies"} | _PLAIN),
    )
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("One key=value a line."),
    )

    def __init__(self, *args: Any, account_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account_id = account_id

    @property
    def warning(self) -> str:
        """What is odd about the trust, though it may be meant."""
        return ""

    def keep_only(self, names: Iterable[str]) -> None:
        """Leave out the fields that are asked for on another page."""
        for name in set(self.fields) - set(names):
            del self.fields[name]

    @property
    def trust_fields(self) -> list[forms.BoundField]:
        """The fields about who may take the role on, which pages show apart."""
        return [self[name] for name in self.of_trust]

    def principal(self) -> dict[str, Any]:
        raise NotImplementedError

    def tests(self) -> dict[str, dict[str, str]]:
        """The conditions under which they may."""
        return {}

    def trust(self) -> str:
        """The trust policy that was filled in."""
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Principal": self.principal(),
            "Action": self.trust_action,
        }
        if tests := self.tests():
            statement["Condition"] = tests
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)

    def params(self) -> dict[str, Any]:
        filled = {n: v for n, v in super().params().items() if n not in self.of_trust}
        return filled | {"assume_role_policy_document": self.trust()}


class _MfaForm(RoleForm):
    is_mfa_required = forms.BooleanField(
        label=gettext_lazy("Only with MFA"),
        required=False,
        help_text=gettext_lazy("Whoever takes it on must have signed in with a second factor."),
    )

    def tests(self) -> dict[str, dict[str, str]]:
        if not self.cleaned_data.get("is_mfa_required"):
            return {}
        return {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


class OwnAccountForm(_MfaForm):
    """Users and roles of this account: all whose policies allow it, or those that are named."""

    of_trust = ("named", "is_mfa_required")

    named = forms.CharField(
        label=gettext_lazy("Only these users and roles"),
        required=False,
        help_text=gettext_lazy(
            "One ARN a line. Left empty, everyone in the account may whose own policies allow "
            "sts:AssumeRole on this role."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "class": "textarea-mono", "spellcheck": "false"}),
    )

    def principal(self) -> dict[str, Any]:
        named = self.cleaned_data.get("named", "").split()
        return {"AWS": named or f"arn:aws:iam::{self.account_id}:root"}


class OtherAccountForm(_MfaForm):
    """Another account, whose administrators say who of theirs may."""

    of_trust = ("trusted_account", "external_id", "is_mfa_required")

    trusted_account = forms.RegexField(
        r"^\s*([0-9]{4}[ -]?){2}[0-9]{4}\s*$",
        label=gettext_lazy("Account ID"),
        help_text=gettext_lazy("Its 12 digits. Its administrators decide who of theirs may."),
        error_messages={"invalid": gettext_lazy("An account ID has 12 digits.")},
        widget=forms.TextInput(attrs={"class": "input-mono", "inputmode": "numeric"} | _PLAIN),
    )
    external_id = forms.RegexField(
        r"^[\w+=,.@:/\-]{2,1224}$",
        label=gettext_lazy("External ID"),
        required=False,
        help_text=gettext_lazy(
            "Tell it to the other side: it keeps them from being talked into using your role for "
            "somebody else. Leave it empty only if both accounts are yours."
        ),
        error_messages={
            "invalid": gettext_lazy("Use 2 or more letters, digits and + = , . @ : / - _ only.")
        },
        widget=forms.TextInput(attrs={"class": "input-mono"} | _PLAIN),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["external_id"].initial = secrets.token_urlsafe(16)

    def clean_trusted_account(self) -> str:
        return "".join(filter(str.isdigit, self.cleaned_data["trusted_account"]))

    def principal(self) -> dict[str, Any]:
        return {"AWS": f"arn:aws:iam::{self.cleaned_data['trusted_account']}:root"}

    def tests(self) -> dict[str, dict[str, str]]:
        external_id = self.cleaned_data.get("external_id")
        asked = {"StringEquals": {"sts:ExternalId": external_id}} if external_id else {}
        return asked | super().tests()


class ServiceForm(RoleForm):
    """A service, which acts in the account under the role."""

    of_trust = ("service",)

    service = forms.CharField(
        label=gettext_lazy("Service"),
        help_text=gettext_lazy(
            "Its name, such as ec2.amazonaws.com. For that one an instance profile of the role's "
            "name is made as well."
        ),
        widget=forms.TextInput(attrs={"class": "input-mono", "list": "services"} | _PLAIN),
    )

    def clean_service(self) -> str:
        service: str = self.cleaned_data["service"].strip().lower()
        if not service.endswith((".amazonaws.com", ".amazonaws.com.cn")):
            words = _("The name of a service ends in .amazonaws.com.")
            raise forms.ValidationError(words)
        return service

    def principal(self) -> dict[str, Any]:
        return {"Service": self.cleaned_data["service"]}


EXAMPLE = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:iam::%s:root"
      },
      "Action": "sts:AssumeRole"
    }
  ]
}
"""


class CustomForm(DocumentForm, RoleForm):
    """A trust policy written by hand."""

    limit = MAX_TRUST_SIZE
    kind = Kind.TRUST
    of_trust = ("policy_document",)
    blames = {
        **RoleForm.blames,
        "MalformedPolicyDocument": "policy_document",
        "LimitExceeded": "policy_document",
    }

    policy_document = TrustField()

    def trust(self) -> str:
        document: str = self.cleaned_data["policy_document"]
        return document
