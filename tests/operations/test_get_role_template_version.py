from __future__ import annotations

import pytest

from accounts.operations.role_templates import get_role_template_version
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity
from tests.people import calling
from tests.refusals import refused

ARN = "arn:aws:iam::aws:role-template/lambda.amazonaws.com/Basic:1"


def test_there_are_no_templates_here(admin):
    with refused(NoSuchEntity, f"Role template {ARN} cannot be found."):
        get_role_template_version(admin, template_arn=ARN)


def test_other_things_are_no_templates(admin):
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    with refused(InvalidInput, f"{arn} is not the ARN of a role template."):
        get_role_template_version(admin, template_arn=arn)


def test_it_needs_permission(carol):
    with pytest.raises(AccessDenied):
        get_role_template_version(calling(carol), template_arn=ARN)
