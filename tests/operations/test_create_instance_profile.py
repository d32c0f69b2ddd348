from __future__ import annotations

import pytest

from accounts.operations import instance_profiles
from iamconsole.errors import EntityAlreadyExists, ValidationError
from tests.people import ACCOUNT
from tests.refusals import refused


def create(caller, name="machines", **more):
    given = {"instance_profile_name": name} | more
    return instance_profiles.create_instance_profile(caller, **given).instance_profile


def test_a_profile_begins_without_a_role(admin, account):
    made = create(admin, path="/eng/")
    assert made.arn == f"arn:aws:iam::{ACCOUNT}:instance-profile/eng/machines"
    assert made.instance_profile_id.startswith("AIPA")
    assert (made.roles, made.tags) == ((), None)


def test_it_may_be_tagged_at_once(admin, account):
    made = create(admin, tags=[{"key": "team", "value": "red"}])
    assert [(tag.key, tag.value) for tag in made.tags] == [("team", "red")]


def test_a_name_is_taken_whatever_its_case(admin, machines):
    with refused(EntityAlreadyExists, "Instance Profile MACHINES already exists."):
        create(admin, "MACHINES")


@pytest.mark.parametrize("given", [{"name": "a b"}, {"name": "a" * 129}, {"path": "eng"}])
def test_limits_are_kept(admin, given):
    with pytest.raises(ValidationError, match="1 validation error detected"):
        create(admin, **given)
