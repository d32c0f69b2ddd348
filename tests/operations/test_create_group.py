from __future__ import annotations

import pytest

from accounts.operations import groups
from iamconsole.errors import EntityAlreadyExists, ValidationError
from tests.people import ACCOUNT
from tests.refusals import refused


def test_it_makes_a_group_without_members(admin):
    group = groups.create_group(admin, group_name="crew", path="/lab/").group
    assert group.arn == f"arn:aws:iam::{ACCOUNT}:group/lab/crew"
    assert group.group_id.startswith("AGPA")
    assert groups.get_group(admin, group_name="crew").users == ()


def test_names_that_differ_only_by_case_clash(admin, crew):
    with refused(EntityAlreadyExists, "Group with name CREW already exists."):
        groups.create_group(admin, group_name="CREW")


def test_a_user_and_a_group_may_share_a_name(admin, dave):
    assert groups.create_group(admin, group_name="dave").group.group_name == "dave"


def test_a_name_has_up_to_128_characters(admin):
    groups.create_group(admin, group_name="g" * 128)
    with pytest.raises(ValidationError, match="Member must have length less than or equal to 128"):
        groups.create_group(admin, group_name="g" * 129)
