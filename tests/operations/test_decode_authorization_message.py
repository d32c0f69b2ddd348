"""DecodeAuthorizationMessage: why a call was refused, told to those who may ask."""

from __future__ import annotations

import json

import pytest

from accounts.models import User
from accounts.operations.sts import decode_authorization_message
from accounts.operations.users import delete_user
from iamconsole.errors import AccessDenied, InvalidAuthorizationMessage
from tests import people
from tests.faces.rest.callers import Script
from tests.people import allow, calling, deny, grant
from tests.sessions import message_for


def test_who_is_refused_hands_on_what_an_administrator_can_read(alice: User, carol: User) -> None:
    grant(carol, allow("iam:*"), deny("iam:DeleteUser") | {"Sid": "NeverDelete"})
    answer = Script.of(carol).ask("DELETE", "/users/alice")
    assert answer.status_code == 403
    message = answer.json()["encoded_message"]
    told = decode_authorization_message(calling(alice), encoded_message=message).decoded_message
    decoded = json.loads(told)
    assert (decoded["allowed"], decoded["explicitDeny"]) == (False, True)
    [matched] = decoded["matchedStatements"]["items"]
    assert (matched["statementId"], matched["effect"]) == ("NeverDelete", "DENY")
    assert decoded["context"]["principal"] == {"id": carol.user_id, "arn": carol.arn}
    assert decoded["context"]["action"] == "iam:DeleteUser"
    assert any("NeverDelete" in sentence for sentence in decoded["explanation"])


def test_nothing_of_it_can_be_read_without_asking(carol: User) -> None:
    grant(carol, deny("iam:DeleteUser") | {"Sid": "NeverDelete"})
    with pytest.raises(AccessDenied) as refusal:
        delete_user(calling(carol), user_name="alice")
    assert refusal.value.encode
    assert "NeverDelete" not in refusal.value.encode()


def test_it_needs_leave(carol: User) -> None:
    with pytest.raises(AccessDenied):
        decode_authorization_message(
            calling(carol), encoded_message=message_for(people.ACCOUNT, "x")
        )


def test_another_accounts_message_and_what_is_none_are_refused_alike(alice: User) -> None:
    own = message_for(people.ACCOUNT, "x")
    for message in (message_for(people.ELSEWHERE, "x"), own[:-8], own[4:], "hello", "aGVsbG8="):
        with pytest.raises(InvalidAuthorizationMessage, match=r"^Message is not valid"):
            decode_authorization_message(calling(alice), encoded_message=message)
