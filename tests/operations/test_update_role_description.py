from __future__ import annotations

import pytest

from accounts.operations import roles
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.refusals import refused


def test_it_answers_with_the_role_as_it_is_now(admin, pilot):
    answer = roles.update_role_description(admin, role_name="pilot", description="Flies")
    assert (answer.role.description, answer.role.max_session_duration) == ("Flies", 3600)
    pilot.refresh_from_db()
    assert pilot.description == "Flies"


def test_characters_aws_does_not_take_are_refused(admin, pilot):
    with pytest.raises(ValidationError, match="at 'description' failed to satisfy"):
        roles.update_role_description(admin, role_name="pilot", description="Ω")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        roles.update_role_description(admin, role_name="pilot", description="Flies")
