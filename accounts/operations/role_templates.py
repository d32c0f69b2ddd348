"""Roles made from the templates of AWS's services, of which there are none here."""

from __future__ import annotations

from accounts import targets
from accounts.names import Arn, Replacements, TemplateVersion
from accounts.shapes import RoleResult, RoleTemplateVersionResult
from iamconsole.caller import Call
from iamconsole.errors import NoSuchEntity
from iamconsole.gate import operation


@operation(on=targets.role_template)
def acquire_role(
    call: Call[None],
    *,
    template_arn: Arn,
    template_minor_version: TemplateVersion | None = None,
    replacement_values: Replacements | None = None,
) -> RoleResult:
    """Make a role from a service's template.

    Services register templates with AWS alone: the answer is always NoSuchEntity.
    """
    raise _no_such_template(template_arn)


@operation(on=targets.role_template)
def get_role_template_version(
    call: Call[None], *, template_arn: Arn, minor_version: TemplateVersion | None = None
) -> RoleTemplateVersionResult:
    """Tell what a service's template makes of a role.

    Services register templates with AWS alone: the answer is always NoSuchEntity.
    """
    raise _no_such_template(template_arn)


def _no_such_template(arn: str) -> NoSuchEntity:
    return NoSuchEntity(f"Role template {arn} cannot be found.")
