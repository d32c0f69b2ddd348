"""A policy's text in the forms in which other tools want it."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from iamconsole.console.cells import Words


@dataclass(frozen=True)
class Copy:
    """The text in one form."""

    title: Words
    text: str


def copies_of(name: str, document: str) -> tuple[Copy, ...]:
    """The text without white space, as a command of aws-cli's and as a resource of Terraform's."""
    try:
        small = json.dumps(json.loads(document), separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        return ()
    command = f"aws iam create-policy --policy-name {shlex.quote(name)} --policy-document "
    return (
        Copy(gettext_lazy("JSON without white space"), small),
        Copy(gettext_lazy("Command of aws-cli's"), command + shlex.quote(small)),
        Copy(gettext_lazy("Resource of Terraform's"), _terraform(name, document)),
    )


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
