from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations.group_access import compare_group_access
from tests.people import allow, calling, grant, make_group


@pytest.fixture
def groups(account):
    grant(make_group(account, "crew"), allow("sqs:SendMessage"), allow("sns:Publish"))
    grant(make_group(account, "staff"), allow("sns:Publish"), allow("s3:GetObject"))


def parts(found, part):
    return sorted(
        name
        for service in found.services
        for level in service.levels
        for name in getattr(level, part)
    )


def compare(caller, one="crew", other="staff"):
    return compare_group_access(caller, group_name=one, other_group_name=other)


def test_what_only_one_of_them_allows_is_told_by_which(admin, groups):
    found = compare(admin)
    assert parts(found, "lost") == ["sendmessage"]
    assert parts(found, "gained") == ["getobject"]
    assert parts(found, "unchanged") == ["publish"]


def test_the_same_on_fewer_resources_is_told_apart(admin, account):
    grant(make_group(account, "crew"), allow("s3:GetObject"))
    grant(make_group(account, "staff"), allow("s3:GetObject", "arn:aws:s3:::one/*"))
    assert parts(compare(admin), "narrower") == ["getobject"]
    assert parts(compare(admin, "STAFF", "crew"), "wider") == ["getobject"]


def test_a_group_and_itself_differ_in_nothing(admin, groups):
    found = compare(admin, "crew", "crew")
    assert parts(found, "lost") == parts(found, "gained") == []


@pytest.mark.parametrize("pair", [("crew", "nobodys"), ("nobodys", "crew")])
def test_a_group_that_is_not_there_is_missed(admin, groups, pair):
    with pytest.raises(NoSuchEntity, match="nobodys"):
        compare(admin, *pair)


def test_another_accounts_groups_are_not_seen(mallory, groups):
    with pytest.raises(NoSuchEntity):
        compare(calling(mallory))


def test_it_takes_leave_for_both(carol, groups):
    simulate = "iam:SimulatePrincipalPolicy"
    grant(carol, allow(simulate, "arn:aws:iam::111122223333:group/crew"))
    with pytest.raises(AccessDenied, match="group/staff"):
        compare(calling(carol))
    with pytest.raises(AccessDenied, match="group/nobodys"):
        compare(calling(carol), "crew", "nobodys")


def test_what_may_not_be_read_is_left_out_and_named(carol, groups):
    grant(carol, allow("iam:SimulatePrincipalPolicy"))
    found = compare(calling(carol))
    assert found.services == ()
    assert {one.action for one in found.unread} == {"iam:GetGroupPolicy"}
