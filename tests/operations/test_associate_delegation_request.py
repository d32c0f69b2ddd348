from __future__ import annotations

import pytest
from django.utils.timezone import now

from accounts.models import DelegationRequest
from iamconsole.errors import AccessDenied, ConcurrentModification, NoSuchEntity
from tests.operations import delegating
from tests.people import calling
from tests.refusals import refused


def associate(caller, request_id):
    delegating.act("associate_delegation_request", caller, request_id)


def test_the_caller_becomes_its_owner(admin, alice, delegation):
    associate(admin, delegation)
    row = delegating.row(delegation)
    assert (row.state, row.owner_arn, row.owner_account_id) == (
        "ASSIGNED",
        alice.arn,
        alice.account_id,
    )


def test_it_is_owned_once(admin, owned):
    message = "The delegation request is ASSIGNED and cannot become ASSIGNED."
    with refused(ConcurrentModification, message):
        associate(admin, owned)


def test_what_is_not_there_or_asked_of_another_account_is_missed(admin, mallory, foreign):
    other = delegating.create_delegation_request(
        calling(mallory),
        foreign.arn,
        owner_account_id="999988887777",
        requestor_workflow_id="w-456",
    )
    for request_id in (other, "0" * 16, "00000000-0000-4000-8000-000000000000"):
        with refused(NoSuchEntity, f"The delegation request {request_id} cannot be found."):
            delegating.act("associate_delegation_request", admin, request_id)


def test_it_needs_permission(carol, delegation):
    with pytest.raises(AccessDenied):
        delegating.act("associate_delegation_request", calling(carol), delegation)


def test_a_request_is_open_for_seven_days(admin, delegation):
    DelegationRequest.objects.update(expires=now())
    message = "The delegation request is EXPIRED and cannot become ASSIGNED."
    with refused(ConcurrentModification, message):
        delegating.act("associate_delegation_request", admin, delegation)
