from __future__ import annotations

import pytest

from accounts.operations import instance_profiles
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.refusals import refused


def untag(caller, *keys):
    instance_profiles.untag_instance_profile(
        caller, instance_profile_name="machines", tag_keys=keys
    )


def test_keys_it_does_not_have_are_passed_over(admin, machines):
    machines.tags = {"team": "red", "level": "1"}
    machines.save()
    untag(admin, "TEAM", "nothing")
    machines.refresh_from_db()
    assert machines.tags == {"level": "1"}


def test_more_than_fifty_keys_are_refused(admin, machines):
    with pytest.raises(ValidationError, match="at 'tagKeys' failed to satisfy"):
        untag(admin, *(f"key-{n}" for n in range(51)))


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "Instance Profile machines cannot be found."):
        untag(admin, "team")
