from __future__ import annotations

from accounts.operations import groups, users
from iamconsole.errors import EntityAlreadyExists, NoSuchEntity
from tests.people import ACCOUNT, allow, calling, grant, make_group
from tests.refusals import refused


def test_it_renames_and_moves_and_keeps_the_id(admin, crew):
    groups.update_group(admin, group_name="crew", new_group_name="staff", new_path="/lab/")
    group = groups.get_group(admin, group_name="staff").group
    assert group.group_id == crew.group_id
    assert group.arn == f"arn:aws:iam::{ACCOUNT}:group/lab/staff"


def test_members_keep_what_the_group_gives_them(admin, account, dave):
    grant(make_group(account, "crew", dave), allow("iam:ListUsers"))
    groups.update_group(admin, group_name="crew", new_group_name="staff")
    assert users.list_users(calling(dave)).users


def test_a_name_that_is_taken_is_refused(admin, account, crew):
    make_group(account, "staff")
    with refused(EntityAlreadyExists, "Group with name STAFF already exists."):
        groups.update_group(admin, group_name="crew", new_group_name="STAFF")


def test_the_case_of_a_name_can_be_changed(admin, crew):
    groups.update_group(admin, group_name="crew", new_group_name="Crew")
    assert groups.get_group(admin, group_name="crew").group.group_name == "Crew"


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name nobody cannot be found."):
        groups.update_group(admin, group_name="nobody", new_path="/lab/")
