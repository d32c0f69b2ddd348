from __future__ import annotations

import pytest

from accounts.operations.role_templates import acquire_role
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity, ValidationError
from tests.people import calling
from tests.refusals import refused

ARN = "arn:aws:iam::aws:role-template/lambda.amazonaws.com/Basic:1"


def test_there_are_no_templates_here(admin):
    with refused(NoSuchEntity, f"Role template {ARN} cannot be found."):
        acquire_role(admin, template_arn=ARN)


def test_other_things_are_no_templates(admin):
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    with refused(InvalidInput, f"{arn} is not the ARN of a role template."):
        acquire_role(admin, template_arn=arn)


def test_it_needs_permission(carol):
    with pytest.raises(AccessDenied):
        acquire_role(calling(carol), template_arn=ARN)


def test_what_stands_in_for_its_parameters_is_checked_first(admin):
    given = {"template_arn": ARN, "template_minor_version": 1}
    values = {"Bucket": {"values": ["photos"]}}
    with pytest.raises(NoSuchEntity):
        acquire_role.perform(admin, given | {"replacement_values": values})
    with pytest.raises(ValidationError, match="Map value must satisfy constraint"):
        acquire_role.perform(admin, given | {"replacement_values": {"Bucket": {"values": []}}})
