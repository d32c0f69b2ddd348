from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import DelegationRequest
from iamconsole.caller import CallerKind, Session
from iamconsole.errors import AccessDenied, ConcurrentModification, NoSuchEntity
from tests.operations import delegating
from tests.people import allow, calling, document, grant, make_role
from tests.refusals import refused


def accept(caller, request_id):
    delegating.act("accept_delegation_request", caller, request_id)


def test_the_callers_rights_are_lent(admin, alice, owned):
    accept(admin, owned)
    row = delegating.row(owned)
    assert (row.state, row.approver_arn, row.approver_id) == ("ACCEPTED", alice.arn, alice.user_id)
    assert row.token_digest == ""


def test_somebody_else_may_accept_what_waits_for_approval(admin, alice, owned):
    delegating.act("update_delegation_request", admin, owned)
    accept(admin, owned)
    assert delegating.row(owned).state == "ACCEPTED"


def test_roots_rights_are_not_lent(root, owned):
    with refused(AccessDenied, "Only a user or a role can accept a delegation request."):
        accept(calling(root), owned)


def test_a_session_that_was_cut_cannot_lend_what_it_lacks(admin, account, owned):
    lender = make_role(account, "lender")
    grant(lender, allow("iam:*"))
    session = Session(
        name="cut",
        holder_id=lender.role_id,
        holder_arn=lender.arn,
        expires=now() + timedelta(hours=1),
    )
    whole = replace(admin, kind=CallerKind.ROLE_SESSION, session=session, unique_id="AROA:cut")
    cut = replace(whole, session=replace(session, policies=(document(allow("iam:*")),)))
    message = "A session with session policies cannot accept a delegation request."
    with refused(AccessDenied, message):
        accept(cut, owned)
    accept(whole, owned)
    assert delegating.row(owned).approver_id == lender.role_id


def test_only_what_is_owned_and_open_can_be_accepted(admin, delegation):
    for state in ("UNASSIGNED", "ACCEPTED", "REJECTED", "FINALIZED"):
        DelegationRequest.objects.update(state=state)
        message = f"The delegation request is {state} and cannot become ACCEPTED."
        with refused(ConcurrentModification, message):
            accept(admin, delegation)


def test_what_is_not_there_or_asked_of_another_account_is_missed(admin, mallory, foreign):
    other = delegating.create_delegation_request(
        calling(mallory),
        foreign.arn,
        owner_account_id="999988887777",
        requestor_workflow_id="w-456",
    )
    for request_id in (other, "0" * 16, "00000000-0000-4000-8000-000000000000"):
        with refused(NoSuchEntity, f"The delegation request {request_id} cannot be found."):
            delegating.act("accept_delegation_request", admin, request_id)


def test_it_needs_permission(carol, owned):
    with pytest.raises(AccessDenied):
        delegating.act("accept_delegation_request", calling(carol), owned)


def test_a_request_is_open_for_seven_days(admin, owned):
    DelegationRequest.objects.update(expires=now())
    message = "The delegation request is EXPIRED and cannot become ACCEPTED."
    with refused(ConcurrentModification, message):
        delegating.act("accept_delegation_request", admin, owned)
