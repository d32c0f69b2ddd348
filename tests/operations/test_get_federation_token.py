"""GetFederationToken: a session of somebody who acts for the caller."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.models import User
from accounts.operations.sts import get_caller_identity, get_federation_token
from accounts.operations.users import disable_user, list_users
from iamconsole.errors import (
    AccessDenied,
    InvalidParameterValue,
    MalformedPolicyDocument,
    ValidationError,
)
from policies import authorizer
from tests import people
from tests.operations.test_get_session_token import by_key
from tests.people import allow, calling, document, grant
from tests.sessions import caller_with

READ_S3 = document(allow("s3:GetObject"))


def may(caller: object, action: str) -> bool:
    """Whether the caller's policies let it do something in another service."""
    return authorizer.decision_on(people.a_call(caller, action), "*").allowed


def test_somebody_is_called_by_account_and_name(alice: User) -> None:
    said = get_federation_token(by_key(alice), name="sam", policy=READ_S3)
    arn = f"arn:aws:sts::{people.ACCOUNT}:federated-user/sam"
    assert (said.federated_user.federated_user_id, said.federated_user.arn) == (
        f"{people.ACCOUNT}:sam",
        arn,
    )
    assert get_caller_identity(caller_with(said.credentials)).arn == arn


def test_rights_are_those_that_both_the_user_and_the_given_policy_have(carol: User) -> None:
    grant(carol, allow("s3:GetObject"), allow("sqs:*"), allow("sts:GetFederationToken"))
    both = document(allow("s3:*"))
    session = caller_with(get_federation_token(by_key(carol), name="sam", policy=both).credentials)
    assert may(session, "s3:GetObject")
    assert not may(session, "s3:PutObject")
    assert not may(session, "sqs:SendMessage")


def test_roots_rights_are_cut_by_the_given_policy(root: User) -> None:
    session = caller_with(
        get_federation_token(by_key(root), name="sam", policy=READ_S3).credentials
    )
    assert may(session, "s3:GetObject")
    assert not may(session, "s3:PutObject")


def test_without_a_policy_nothing_is_allowed(alice: User) -> None:
    session = caller_with(get_federation_token(by_key(alice), name="sam").credentials)
    assert not may(session, "s3:GetObject")


def test_iam_is_closed_to_it(alice: User) -> None:
    policy = document(allow("*"))
    session = caller_with(
        get_federation_token(by_key(alice), name="sam", policy=policy).credentials
    )
    with pytest.raises(AccessDenied):
        list_users(session)


def test_it_needs_leave(carol: User) -> None:
    with pytest.raises(AccessDenied, match=r"federated-user/sam because no identity-based policy"):
        get_federation_token(by_key(carol), name="sam", policy=READ_S3)
    grant(carol, allow("sts:GetFederationToken"))
    assert get_federation_token(by_key(carol), name="sam", policy=READ_S3)
    with pytest.raises(AccessDenied, match="sts:TagSession"):
        get_federation_token(by_key(carol), name="sam", tags=[{"key": "a", "value": "b"}])


def test_what_makes_no_session_is_refused(alice: User) -> None:
    with pytest.raises(MalformedPolicyDocument):
        get_federation_token(by_key(alice), name="sam", policy="{}")
    with pytest.raises(ValidationError, match="less than or equal to 2048"):
        get_federation_token(by_key(alice), name="sam", policy=READ_S3 + " " * 2048)
    with pytest.raises(ValidationError, match="name"):
        get_federation_token(by_key(alice), name="a b")
    with pytest.raises(InvalidParameterValue, match="keys that begin with aws: are reserved"):
        get_federation_token(by_key(alice), name="sam", tags=[{"key": "aws:a", "value": "b"}])
    with pytest.raises(AccessDenied, match="with session credentials"):
        get_federation_token(replace(calling(alice), session_id="a browser's"), name="sam")


def test_the_directorys_own_actions_are_closed_to_it_as_well(alice: User, carol: User) -> None:
    said = get_federation_token(by_key(alice), name="sam", policy=document(allow("*")))
    with pytest.raises(AccessDenied):
        disable_user(caller_with(said.credentials), user_name="carol")


def test_the_users_tags_are_the_sessions_too(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(tags={"suspended": "true", "team": "blue"})
    said = get_federation_token(by_key(alice), name="sam", tags=[{"key": "Team", "value": "red"}])
    assert caller_with(said.credentials).tags == {"suspended": "true", "Team": "red"}
