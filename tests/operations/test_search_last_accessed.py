from __future__ import annotations

import pytest

from accounts.operations import groups
from iamconsole.errors import AccessDenied, InvalidInput
from policies.operations.access_advisor import search_last_accessed
from tests.people import ACCOUNT, allow, attach, calling, grant


def search(caller, subject, **asked):
    return search_last_accessed.perform(caller, {"arn": subject.arn, **asked})


def prefixes(result):
    return [row.service_namespace for row in result.rows]


@pytest.fixture
def user(member, crew, deploy):
    """Dave, with rights from himself and from a group, some of them used."""
    attach(member, deploy)
    grant(crew, allow("iam:GetGroup"), name="look")
    groups.get_group(calling(member), group_name="crew")
    return member


def test_each_service_has_what_grants_it_and_its_last_use(admin, user, crew):
    result = search(admin, user)
    iam, s3 = result.rows
    assert [iam.service_namespace, s3.service_namespace] == ["iam", "s3"]
    assert [(one.policy_name, one.entity_name) for one in iam.granted_by] == [("look", "crew")]
    assert [one.policy_name for one in s3.granted_by] == ["deploy"]
    assert (iam.last_authenticated_entity, iam.total_authenticated_entities) == (user.arn, 1)
    assert iam.last_authenticated is not None
    assert (s3.last_authenticated, s3.total_authenticated_entities) == (None, 0)
    assert (result.count, result.unused_count) == (2, 1)


def test_a_groups_and_a_policys_uses_are_those_of_who_holds_them(admin, user, crew, deploy):
    assert search(admin, crew).rows[0].last_authenticated_entity == user.arn
    assert search(admin, deploy).rows[0].last_authenticated is None


def test_it_can_be_narrowed_to_what_is_unused_and_to_a_name(admin, user):
    assert prefixes(search(admin, user, only_unused=True)) == ["s3"]
    assert prefixes(search(admin, user, search="identity and")) == ["iam"]
    assert prefixes(search(admin, user, search="S3")) == ["s3"]


def test_it_comes_in_numbered_pages(admin, alice):
    first = search(admin, alice, page_size=2)
    second = search(admin, alice, page_size=2, page_number=2)
    assert len(first.rows) == len(second.rows) == 2
    assert not set(prefixes(first)) & set(prefixes(second))
    assert first.count > 300


def test_it_is_asked_for_as_the_report_is(admin, carol, alice):
    grant(carol, allow("iam:GenerateServiceLastAccessedDetails", carol.arn))
    assert prefixes(search(calling(carol), carol)) == ["iam"]
    with pytest.raises(AccessDenied):
        search(calling(carol), alice)
    with pytest.raises(InvalidInput):
        search_last_accessed(admin, arn=f"arn:aws:iam::{ACCOUNT}:root")
