from __future__ import annotations

import pytest

from accounts.models import Group
from accounts.operations import groups
from iamconsole.errors import DeleteConflict, NoSuchEntity
from tests.people import allow, attach, grant
from tests.refusals import refused

HANGING_ON = {
    "must detach all policies first.": lambda group: attach(group, "ReadOnlyAccess"),
    "must delete policies first.": lambda group: grant(group, allow("s3:*")),
}


def test_it_deletes_an_empty_group(admin, crew):
    groups.delete_group(admin, group_name="CREW")
    assert not Group.objects.exists()


@pytest.mark.parametrize("first", HANGING_ON)
def test_its_policies_must_go_first(admin, crew, first):
    HANGING_ON[first](crew)
    with refused(DeleteConflict, f"Cannot delete entity, {first}"):
        groups.delete_group(admin, group_name="crew")
    assert Group.objects.exists()


def test_its_members_must_go_first(admin, crew, dave):
    groups.add_user_to_group(admin, group_name="crew", user_name="dave")
    with refused(DeleteConflict, "Cannot delete entity, must remove users from group first."):
        groups.delete_group(admin, group_name="crew")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name nobody cannot be found."):
        groups.delete_group(admin, group_name="nobody")
