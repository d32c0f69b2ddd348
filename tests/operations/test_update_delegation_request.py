from __future__ import annotations

import pytest
from django.utils.timezone import now

from accounts.models import DelegationRequest
from iamconsole.errors import AccessDenied, ConcurrentModification, NoSuchEntity
from tests.operations import delegating
from tests.people import calling
from tests.refusals import refused


def update(caller, request_id, **more):
    delegating.act("update_delegation_request", caller, request_id, **more)


def test_it_waits_for_approval_with_a_note(admin, owned):
    update(admin, owned, notes="for our photos")
    assert (delegating.row(owned).state, delegating.row(owned).notes) == (
        "PENDING_APPROVAL",
        "for our photos",
    )
    update(admin, owned)
    assert delegating.row(owned).notes == ""


def test_what_nobody_owns_and_what_is_accepted_cannot_wait(admin, delegation):
    for state in ("UNASSIGNED", "ACCEPTED", "REJECTED", "FINALIZED"):
        DelegationRequest.objects.update(state=state)
        message = f"The delegation request is {state} and cannot become PENDING_APPROVAL."
        with refused(ConcurrentModification, message):
            update(admin, delegation)


def test_what_is_not_there_or_asked_of_another_account_is_missed(admin, mallory, foreign):
    other = delegating.create_delegation_request(
        calling(mallory),
        foreign.arn,
        owner_account_id="999988887777",
        requestor_workflow_id="w-456",
    )
    for request_id in (other, "0" * 16, "00000000-0000-4000-8000-000000000000"):
        with refused(NoSuchEntity, f"The delegation request {request_id} cannot be found."):
            delegating.act("update_delegation_request", admin, request_id)


def test_it_needs_permission(carol, owned):
    with pytest.raises(AccessDenied):
        delegating.act("update_delegation_request", calling(carol), owned)


def test_a_request_is_open_for_seven_days(admin, owned):
    DelegationRequest.objects.update(expires=now())
    message = "The delegation request is EXPIRED and cannot become PENDING_APPROVAL."
    with refused(ConcurrentModification, message):
        delegating.act("update_delegation_request", admin, owned)
