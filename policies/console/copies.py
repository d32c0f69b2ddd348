"""A policy's text in the forms in which other tools want it."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext_lazy

from iamconsole.console.cells import Words
from iamconsole.documents import document_value

# No text of a policy is folded: what reads it back must find every line as it was.
_LONG = 1_000_000


@dataclass(frozen=True)
class Copy:
    """The text in one form."""

    title: Words
    text: str


def copies_of(name: str, document: str) -> tuple[Copy, ...]:
    """The text as other tools take it: JSON, YAML, aws-cli, Terraform and CloudFormation."""
    try:
        value = document_value(document)
    except ValueError:
        return ()
    small = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    command = f"aws iam create-policy --policy-name {shlex.quote(name)} --policy-document "
    return (
        Copy(gettext_lazy("JSON without white space"), small),
        Copy(gettext_lazy("YAML"), as_yaml(value)),
        Copy(gettext_lazy("Command of aws-cli's"), command + shlex.quote(small)),
        Copy(gettext_lazy("Resource of Terraform's"), _terraform(name, document)),
        Copy(gettext_lazy("Resource of CloudFormation's"), _cloudformation(name, value)),
    )


def as_yaml(value: Any) -> str:
    """JSON's values as YAML that reads as the same: in their order, and a line an item."""
    return yaml.safe_dump(value, sort_keys=False, width=_LONG)


def _cloudformation(name: str, value: Any) -> str:
    label = "".join(filter(str.isalnum, name)) or "Policy"
    properties = {"ManagedPolicyName": name, "PolicyDocument": value}
    return as_yaml({label: {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}})


def _terraform(name: str, document: str) -> str:
    """The text as it is, but for `${` and `%{`, which mean something there."""
    label = "".join(letter if letter.isalnum() else "_" for letter in name)
    escaped = document.replace("${", "$${").replace("%{", "%%{").strip("\n")
    return (
        f'resource "aws_iam_policy" "{label}" {{\n'
        f"  name   = {json.dumps(name)}\n"
        f"  policy = <<-EOT\n{escaped}\nEOT\n"
        "}"
    )
