from __future__ import annotations

import pytest

from accounts.operations.delegations import list_delegation_requests
from iamconsole.errors import AccessDenied
from tests.operations import delegating
from tests.people import allow, calling, grant


def listed(caller, **asked):
    result = list_delegation_requests.perform(caller, asked)
    return [one.delegation_request_id for one in result.delegation_requests]


def test_only_requests_that_somebody_of_the_account_owns_are_listed(admin, mallory, foreign):
    mine = delegating.create_delegation_request(calling(mallory), foreign.arn)
    to_the_account = delegating.create_delegation_request(
        calling(mallory),
        foreign.arn,
        owner_account_id=admin.account_id,
        requestor_workflow_id="workflow-2",
    )
    assert listed(admin) == []
    delegating.act("associate_delegation_request", admin, mine)
    assert listed(admin) == [mine]
    delegating.act("associate_delegation_request", admin, to_the_account)
    assert listed(admin) == [mine, to_the_account]
    assert listed(calling(mallory)) == []


def test_they_can_be_narrowed_to_an_owner_and_permission_with_them(admin, alice, carol, owned):
    assert listed(admin, owner_id=alice.arn) == [owned]
    assert listed(admin, owner_id=carol.arn) == []
    own = {"iam:DelegationRequestOwner": carol.arn}
    grant(carol, allow("iam:ListDelegationRequests", StringEquals=own))
    assert listed(calling(carol), owner_id=carol.arn) == []
    for asked in ({}, {"owner_id": alice.arn}):
        with pytest.raises(AccessDenied):
            listed(calling(carol), **asked)


def test_they_come_in_pages(admin, mallory, foreign):
    for number in range(3):
        made = delegating.create_delegation_request(
            calling(mallory), foreign.arn, requestor_workflow_id=f"workflow-{number}"
        )
        delegating.act("associate_delegation_request", admin, made)
    first = list_delegation_requests.perform(admin, {"max_items": 2})
    assert (len(first.delegation_requests), first.is_truncated) == (2, True)
    assert len(listed(admin, max_items=2, marker=first.marker)) == 1
