"""GetSessionToken: a session of the caller's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import AccessKey, User
from accounts.operations.assume_role import assume_role
from accounts.operations.sts import get_caller_identity, get_federation_token, get_session_token
from accounts.operations.users import disable_user, list_users
from iamconsole.caller import Caller, CallerKind
from iamconsole.errors import AccessDenied, ValidationError
from tests import people
from tests.people import calling, deny, grant, make_role
from tests.sessions import caller_with

_A_MINUTE = timedelta(minutes=1)


def by_key(user: User) -> Caller:
    """The caller that one of the user's access keys makes."""
    key_id, _ = people.access_key(user)
    return people.calling_with_key(user, key_id)


def test_the_session_is_its_user(alice: User) -> None:
    session = caller_with(get_session_token(by_key(alice)).credentials)
    assert (session.kind, session.arn) == (CallerKind.USER, alice.arn)
    assert get_caller_identity(session).user_id == alice.user_id


def test_it_lasts_twelve_hours_unless_asked_and_roots_one_at_most(alice: User, root: User) -> None:
    def lasts(caller: Caller, **params: int) -> timedelta:
        made = get_session_token(caller, **params).credentials
        return round((made.expiration - now()) / _A_MINUTE) * _A_MINUTE

    assert lasts(by_key(alice)) == timedelta(hours=12)
    assert lasts(by_key(alice), duration_seconds=900) == timedelta(minutes=15)
    assert lasts(by_key(alice), duration_seconds=129600) == timedelta(hours=36)
    assert lasts(by_key(root), duration_seconds=129600) == timedelta(hours=1)
    with pytest.raises(ValidationError, match="less than or equal to 129600"):
        get_session_token(by_key(alice), duration_seconds=129601)


def test_without_a_second_factor_it_calls_neither_iam_nor_most_of_sts(alice: User) -> None:
    session = caller_with(get_session_token(by_key(alice)).credentials)
    with pytest.raises(AccessDenied):
        list_users(session)
    with pytest.raises(AccessDenied):
        disable_user(session, user_name="carol")
    with pytest.raises(AccessDenied):
        get_federation_token(session, name="sam")
    role = make_role(alice.account, "auditor", alice.arn)
    assert assume_role(session, role_arn=role.arn, role_session_name="mine")


def test_no_policy_forbids_it(carol: User) -> None:
    grant(carol, deny("*"))
    assert get_session_token(by_key(carol)).credentials


def test_sessions_beget_none(alice: User) -> None:
    session = caller_with(get_session_token(by_key(alice)).credentials)
    words = r"^Cannot call GetSessionToken with session credentials$"
    with pytest.raises(AccessDenied, match=words):
        get_session_token(session)
    with pytest.raises(AccessDenied, match=words):
        get_session_token(replace(calling(alice), session_id="a browser's"))


def test_a_factor_is_given_whole_or_not_at_all(alice: User) -> None:
    serial = f"arn:aws:iam::{people.ACCOUNT}:mfa/phone"
    with pytest.raises(ValidationError, match="together"):
        get_session_token(by_key(alice), serial_number=serial)
    with pytest.raises(ValidationError, match="together"):
        get_session_token(by_key(alice), token_code="123456")


def test_it_is_over_when_the_key_that_asked_is_switched_off(alice: User) -> None:
    caller = by_key(alice)
    made = get_session_token(caller).credentials
    assert caller_with(made)
    AccessKey.objects.filter(key_id=caller.access_key_id).update(status="Inactive")
    with pytest.raises(LookupError):
        caller_with(made)
