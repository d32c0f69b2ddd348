from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts import mails
from accounts.models import DelegationRequest, Event, User
from accounts.operations.assume_role import assume_role
from accounts.operations.delegated_access import get_delegated_access_token
from accounts.signin import temporary
from iamconsole.caller import Call, Face, Found, Origin
from iamconsole.errors import AccessDenied, ExpiredTradeInToken
from policies import authorizer
from tests.operations import delegating
from tests.people import allow, calling, deny, grant, make_role
from tests.refusals import refused

GONE = "The trade-in token is unknown, used or expired."


@pytest.fixture
def token(admin, accepted, mailoutbox):
    delegating.act("send_delegation_token", admin, accepted)
    mails.send_due()
    return re.search(r"^[\w-]{43}$", mailoutbox[0].body, re.MULTILINE).group()


def trade(caller, token):
    return get_delegated_access_token(caller, trade_in_token=token)


def lent(result):
    """Who the session of the answer acts as."""
    made = result.credentials
    ticket = temporary.ticket_in(made.session_token, made.access_key_id)
    return temporary.caller_of(ticket, made.access_key_id, Origin(face=Face.WIRE))


def is_allowed(caller, action):
    call = Call(caller=caller, operation="", action=action, found=Found(arn="*", row=None))
    return authorizer.decision_on(call, "*").allowed


def test_the_session_may_what_the_approver_and_the_request_both_allow(mallory, alice, token):
    result = trade(calling(mallory), token)
    assert result.assumed_principal == alice.arn
    session = lent(result)
    assert (session.account_id, session.arn) == (alice.account_id, alice.arn)
    assert is_allowed(session, "s3:GetObject")
    assert not is_allowed(session, "iam:CreateUser")


def test_what_was_lent_opens_no_role_of_the_approvers(mallory, alice, token, account):
    role = make_role(account, "admins", alice.arn)
    with pytest.raises(AccessDenied):
        assume_role(
            lent(trade(calling(mallory), token)), role_arn=role.arn, role_session_name="mine"
        )


def test_the_account_that_lent_is_told(mallory, alice, token):
    trade(calling(mallory), token)
    told = Event.objects.filter(action="sts:GetDelegatedAccessToken", error="")
    assert {event.account_id for event in told} == {alice.account_id, mallory.account_id}


def test_what_the_approver_loses_the_session_loses_too(mallory, alice, token):
    result = trade(calling(mallory), token)
    grant(alice, deny("s3:*"))
    assert not is_allowed(lent(result), "s3:GetObject")
    User.objects.filter(pk=alice.pk).update(is_enabled=False)
    assert lent(result) is None


def test_it_ends_as_long_after_the_token_was_sent_as_was_asked_for(mallory, token):
    DelegationRequest.objects.update(expires=now() + timedelta(minutes=7))
    ends = trade(calling(mallory), token).credentials.expiration
    assert timedelta(minutes=6) < ends - now() < timedelta(minutes=8)


def test_a_roles_rights_can_be_lent_too(mallory, account, token):
    role = make_role(account, "photographer")
    grant(role, allow("s3:*"), allow("iam:*"))
    DelegationRequest.objects.update(approver_id=role.role_id, approver_arn=role.arn)
    session = lent(trade(calling(mallory), token))
    assert is_allowed(session, "s3:GetObject")
    assert not is_allowed(session, "iam:CreateUser")


def test_a_token_is_good_once_and_for_the_account_that_asked(admin, mallory, token):
    with refused(ExpiredTradeInToken, GONE):
        trade(admin, token)
    trade(calling(mallory), token)
    with refused(ExpiredTradeInToken, GONE):
        trade(calling(mallory), token)


def test_a_token_is_good_until_the_time_is_over(mallory, token):
    DelegationRequest.objects.update(expires=now())
    with refused(ExpiredTradeInToken, GONE):
        trade(calling(mallory), token)


def test_it_needs_permission(carol):
    with pytest.raises(AccessDenied):
        trade(calling(carol), "x")
