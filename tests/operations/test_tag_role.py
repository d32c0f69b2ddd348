from __future__ import annotations

import pytest

from accounts.operations import roles
from iamconsole.errors import InvalidInput, LimitExceeded, NoSuchEntity
from tests.refusals import refused


def tag(caller, *tags):
    given = [{"key": key, "value": value} for key, value in tags]
    roles.tag_role(caller, role_name="pilot", tags=given)


def test_tags_are_laid_over_those_there_are(admin, pilot):
    tag(admin, ("team", "red"), ("level", "1"))
    tag(admin, ("TEAM", "blue"))
    pilot.refresh_from_db()
    assert pilot.tags == {"team": "blue", "level": "1"}


def test_fifty_are_the_most(admin, pilot):
    tag(admin, *((f"key-{n}", "") for n in range(50)))
    with pytest.raises(LimitExceeded):
        tag(admin, ("one-more", ""))


def test_twins_and_reserved_keys_are_refused(admin, pilot):
    with refused(
        InvalidInput, "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    ):
        tag(admin, ("team", "red"), ("TEAM", "blue"))
    with pytest.raises(InvalidInput, match="reserved"):
        tag(admin, ("aws:team", "red"))


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        tag(admin, ("team", "red"))
