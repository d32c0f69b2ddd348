from __future__ import annotations

from accounts.operations import groups
from tests.people import allow, attach, grant, make_group


def test_groups_are_found_with_their_numbers_of_members_and_policies(admin, account, dave, carol):
    crew = make_group(account, "Crew", dave, carol)
    attach(crew, "ReadOnlyAccess")
    grant(crew, allow("s3:*"))
    make_group(account, "staff")
    row = groups.search_groups(admin, search="cre").rows[0]
    assert (row.group.group_name, row.member_count, row.policy_count) == ("Crew", 2, 2)


def test_groups_of_other_accounts_are_not_counted(admin, crew, mallory):
    make_group(mallory.account, "theirs")
    result = groups.search_groups(admin)
    assert (result.count, result.is_more) == (1, False)


def test_they_are_sorted_as_asked(admin, account):
    for name in ("a", "c", "b"):
        make_group(account, name)
    found = groups.search_groups(admin, sort="-name", page_size=2)
    assert [row.group.group_name for row in found.rows] == ["c", "b"]
    found = groups.search_groups(admin, sort="created")
    assert [row.group.group_name for row in found.rows] == ["a", "c", "b"]


def test_groups_are_found_by_arn_and_id(admin, account, crew, mallory):
    make_group(account, "crewmates")
    for search in (crew.arn, crew.group_id):
        rows = groups.search_groups(admin, search=search).rows
        assert [row.group.group_name for row in rows] == ["crew"]
    theirs = make_group(mallory.account, "crew")
    assert groups.search_groups(admin, search=theirs.arn).rows == ()
