from __future__ import annotations

import pytest
from django.utils.timezone import now

from accounts.models import DelegationRequest
from iamconsole.errors import AccessDenied, ConcurrentModification, NoSuchEntity
from tests.operations import delegating
from tests.people import calling
from tests.refusals import refused


def reject(caller, request_id, **more):
    delegating.act("reject_delegation_request", caller, request_id, **more)


def test_it_is_refused_for_good_with_a_reason(admin, owned):
    reject(admin, owned, notes="not ours")
    row = delegating.row(owned)
    assert (row.state, row.rejection_reason) == ("REJECTED", "not ours")
    with refused(
        ConcurrentModification, "The delegation request is REJECTED and cannot become ACCEPTED."
    ):
        delegating.act("accept_delegation_request", admin, owned)


def test_what_was_accepted_can_be_refused_until_its_token_is_sent(admin, accepted):
    reject(admin, accepted)
    assert delegating.row(accepted).state == "REJECTED"
    DelegationRequest.objects.update(state="FINALIZED")
    message = "The delegation request is FINALIZED and cannot become REJECTED."
    with refused(ConcurrentModification, message):
        reject(admin, accepted)


def test_what_is_not_there_or_asked_of_another_account_is_missed(admin, mallory, foreign):
    other = delegating.create_delegation_request(
        calling(mallory),
        foreign.arn,
        owner_account_id="999988887777",
        requestor_workflow_id="w-456",
    )
    for request_id in (other, "0" * 16, "00000000-0000-4000-8000-000000000000"):
        with refused(NoSuchEntity, f"The delegation request {request_id} cannot be found."):
            delegating.act("reject_delegation_request", admin, request_id)


def test_it_needs_permission(carol, owned):
    with pytest.raises(AccessDenied):
        delegating.act("reject_delegation_request", calling(carol), owned)


def test_a_request_is_open_for_seven_days(admin, owned):
    DelegationRequest.objects.update(expires=now())
    message = "The delegation request is EXPIRED and cannot become REJECTED."
    with refused(ConcurrentModification, message):
        delegating.act("reject_delegation_request", admin, owned)
