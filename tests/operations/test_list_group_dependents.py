from __future__ import annotations

import pytest

from accounts.models import Group, User
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError
from policies.operations.group_access import list_group_dependents
from tests.people import (
    allow,
    attach,
    bound,
    calling,
    deny,
    grant,
    make_group,
    make_policy,
    make_user,
)


@pytest.fixture
def crew(account):
    """Dave has sqs from the crew alone; Erin has it of her own, too."""
    dave, erin = make_user(account, "dave"), make_user(account, "erin")
    crew = make_group(account, "crew", dave, erin)
    grant(crew, allow("sqs:SendMessage"), name="queues")
    attach(crew, make_policy(account, "topics", allow("sns:Publish")))
    grant(erin, allow("sqs:SendMessage"), allow("sns:Publish", "arn:aws:sns:*:*:one"))
    return crew


def lost(caller, **more):
    """By member, what it has from nowhere else."""
    found = list_group_dependents.perform(caller, {"group_name": "crew"} | more)
    return {
        one.user_name: sorted(
            name
            for service in one.services
            for level in service.levels
            for name in (*level.lost, *level.narrower)
        )
        for one in found.members
    }


def test_each_member_is_told_with_what_only_the_group_gives(admin, crew):
    assert lost(admin) == {"dave": ["publish", "sendmessage"], "erin": ["publish"]}


@pytest.mark.parametrize(
    ("asked", "dave", "erin"),
    [
        ({"policy_name": "queues"}, ["sendmessage"], []),
        ({"policy_name": "Queues"}, ["sendmessage"], []),
        ({"policy_arn": "arn:aws:iam::111122223333:policy/topics"}, ["publish"], ["publish"]),
        ({"policy_name": "nothing"}, [], []),
    ],
    ids=["inline", "inline in other letters", "managed", "none of the group's"],
)
def test_it_is_worked_out_for_one_policy_of_the_group(admin, crew, asked, dave, erin):
    assert lost(admin, **asked) == {"dave": dave, "erin": erin}


def test_the_same_through_another_group_is_another_source(admin, account, crew):
    dave = crew.memberships.get(user__name="dave").user
    grant(make_group(account, "staff", dave), allow("sqs:*"))
    assert lost(admin)["dave"] == ["publish"]


def test_what_a_boundary_cuts_cannot_be_lost(admin, account, crew):
    dave = crew.memberships.get(user__name="dave").user
    bound(dave, make_policy(account, "cap", allow("sns:*")))
    assert lost(admin)["dave"] == ["publish"]


def test_members_come_in_pages(admin, crew):
    for number, name in ((1, "dave"), (2, "erin")):
        found = list_group_dependents(admin, group_name="crew", page_number=number, member_count=1)
        assert ([one.user_name for one in found.members], found.count) == ([name], 2)


def test_a_page_holds_fifty_at_the_most(admin, crew):
    with pytest.raises(ValidationError):
        list_group_dependents(admin, group_name="crew", member_count=51)


def test_a_group_without_members_has_nobody_to_tell_of(admin, account):
    make_group(account, "ghosts")
    assert list_group_dependents(admin, group_name="ghosts").members == ()


def test_a_group_that_is_not_there_is_missed(admin):
    with pytest.raises(NoSuchEntity, match="nobodys"):
        list_group_dependents(admin, group_name="nobodys")


def test_another_accounts_group_is_not_seen(mallory, crew):
    assert Group.objects.filter(name="crew").exists()
    with pytest.raises(NoSuchEntity):
        list_group_dependents(calling(mallory), group_name="crew")


SIMULATE = "iam:SimulatePrincipalPolicy"


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        ([], SIMULATE),
        ([allow(SIMULATE)], "iam:GetGroup"),
        ([allow(SIMULATE, "arn:aws:iam::*:group/*"), allow("iam:GetGroup")], SIMULATE),
    ],
    ids=["nothing", "not its members", "not of users"],
)
def test_it_takes_leave_to_see_the_members_and_what_they_may_do(carol, crew, granted, missing):
    for n, statement in enumerate(granted):
        grant(carol, statement, name=f"p{n}")
    with pytest.raises(AccessDenied, match=missing):
        list_group_dependents(calling(carol), group_name="crew")


def test_policies_that_may_not_be_read_are_left_out_and_named(carol, crew):
    grant(carol, allow(SIMULATE), allow("iam:GetGroup"), allow("iam:ListGroupsForUser"))
    found = list_group_dependents(calling(carol), group_name="crew")
    assert all(one.services == () for one in found.members)
    assert "iam:GetGroupPolicy" in {one.action for one in found.unread}


def test_of_a_member_whom_one_may_not_simulate_nothing_is_told(crew, carol):
    dave = User.objects.get(name="dave")
    grant(
        carol,
        allow("iam:*"),
        deny("iam:SimulatePrincipalPolicy", dave.arn),
    )
    caller = calling(carol)
    assert set(lost(caller)) == {"erin"}
    unread = list_group_dependents(caller, group_name="crew").unread
    assert [(one.action, one.resource) for one in unread] == [
        ("iam:SimulatePrincipalPolicy", dave.arn)
    ]
