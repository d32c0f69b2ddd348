from __future__ import annotations

import pytest

from accounts.operations import roles
from iamconsole.errors import NoSuchEntity, UnmodifiableEntity, ValidationError
from tests.refusals import refused


def update(caller, name="pilot", **changes):
    roles.update_role(caller, role_name=name, **changes)


def test_what_is_left_out_stays(admin, pilot):
    update(admin, description="Flies", max_session_duration=7200)
    update(admin, max_session_duration=43200)
    pilot.refresh_from_db()
    assert (pilot.description, pilot.max_session_duration) == ("Flies", 43200)
    update(admin, description="")
    pilot.refresh_from_db()
    assert (pilot.description, pilot.max_session_duration) == ("", 43200)


@pytest.mark.parametrize("seconds", [3599, 43201])
def test_a_session_lasts_an_hour_to_twelve(admin, pilot, seconds):
    with pytest.raises(ValidationError, match="at 'maxSessionDuration' failed to satisfy"):
        update(admin, max_session_duration=seconds)


def test_of_a_services_role_only_the_description_changes(admin, linked):
    update(admin, linked.name, description="For the containers")
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        update(admin, linked.name, max_session_duration=7200)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        update(admin, description="Flies")
