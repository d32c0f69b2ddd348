from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts import mails
from accounts.models import DelegationRequest, Event, Mail, User
from iamconsole.errors import (
    AccessDenied,
    ConcurrentModification,
    NoSuchEntity,
)
from tests.operations import delegating
from tests.people import attach, calling, make_user
from tests.refusals import refused


def send(caller, request_id):
    delegating.act("send_delegation_token", caller, request_id)
    mails.send_due()


def test_the_token_is_mailed_to_root_of_the_account_that_asks(admin, accepted, mailoutbox, mallory):
    send(admin, accepted)
    (mail,) = mailoutbox
    root = User.objects.get(account=mallory.account, is_root=True)
    assert mail.to == [root.email]
    token = re.search(r"^[\w-]{43}$", mail.body, re.MULTILINE).group()
    row = delegating.row(accepted)
    assert row.state == "FINALIZED"
    assert token not in str(vars(row))
    assert token not in str(list(Event.objects.values()))


def test_until_the_token_is_sent_it_is_sealed_and_then_forgotten(admin, accepted, mailoutbox):
    delegating.act("send_delegation_token", admin, accepted)
    (waiting,) = Mail.objects.values()
    mails.send_due()
    (mail,) = mailoutbox
    token = re.search(r"^[\w-]{43}$", mail.body, re.MULTILINE).group()
    assert token not in str(waiting)
    assert waiting["sealed_facts"].startswith("v1:")
    assert Mail.objects.get().sealed_facts == ""


def test_a_token_is_not_sent_when_it_can_buy_nothing_any_more(admin, accepted, mailoutbox):
    delegating.act("send_delegation_token", admin, accepted)
    seconds = delegating.row(accepted).session_seconds
    with time_machine.travel(now() + timedelta(seconds=seconds), tick=False):
        mails.send_due()
    assert mailoutbox == []
    assert Mail.objects.get().sealed_facts == ""


def test_only_the_owner_sends_it_where_the_request_says_so(admin, account, accepted):
    DelegationRequest.objects.update(is_sent_by_owner_only=True)
    erin = make_user(account, "erin")
    attach(erin, "AdministratorAccess")
    with refused(AccessDenied, "Only the owner of this delegation request can send its token."):
        send(calling(erin), accepted)
    send(admin, accepted)


def test_it_is_sent_once_and_only_when_accepted(admin, owned):
    for state in ("ASSIGNED", "PENDING_APPROVAL", "REJECTED", "FINALIZED"):
        DelegationRequest.objects.update(state=state)
        message = f"The delegation request is {state} and cannot become FINALIZED."
        with refused(ConcurrentModification, message):
            send(admin, owned)


def test_what_is_not_there_or_asked_of_another_account_is_missed(admin, mallory, foreign):
    other = delegating.create_delegation_request(
        calling(mallory),
        foreign.arn,
        owner_account_id="999988887777",
        requestor_workflow_id="w-456",
    )
    for request_id in (other, "0" * 16, "00000000-0000-4000-8000-000000000000"):
        with refused(NoSuchEntity, f"The delegation request {request_id} cannot be found."):
            delegating.act("send_delegation_token", admin, request_id)


def test_it_needs_permission(carol, accepted):
    with pytest.raises(AccessDenied):
        delegating.act("send_delegation_token", calling(carol), accepted)


def test_a_request_is_open_for_seven_days(admin, accepted):
    DelegationRequest.objects.update(expires=now())
    message = "The delegation request is EXPIRED and cannot become FINALIZED."
    with refused(ConcurrentModification, message):
        delegating.act("send_delegation_token", admin, accepted)
