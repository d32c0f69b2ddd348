from __future__ import annotations

import pytest

from accounts.operations import roles
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.refusals import refused


def untag(caller, *keys):
    roles.untag_role(caller, role_name="pilot", tag_keys=keys)


def test_keys_it_does_not_have_are_passed_over(admin, pilot):
    pilot.tags = {"team": "red", "level": "1"}
    pilot.save()
    untag(admin, "TEAM", "nothing")
    pilot.refresh_from_db()
    assert pilot.tags == {"level": "1"}


def test_more_than_fifty_keys_are_refused(admin, pilot):
    with pytest.raises(ValidationError, match="at 'tagKeys' failed to satisfy"):
        untag(admin, *(f"key-{n}" for n in range(51)))


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        untag(admin, "team")
