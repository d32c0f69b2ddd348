"""GetAccessKeyInfo: the account a key belongs to."""

from __future__ import annotations

import pytest

from accounts.models import AccessKey, User
from accounts.operations.sts import get_access_key_info, get_session_token
from iamconsole.errors import AccessDenied, ValidationError
from tests import people
from tests.operations.test_get_session_token import by_key
from tests.people import access_key, calling


def test_a_key_of_any_account_is_told(alice: User, mallory: User) -> None:
    key_id, _ = access_key(mallory)
    assert get_access_key_info(calling(alice), access_key_id=key_id).account == people.ELSEWHERE
    AccessKey.objects.filter(key_id=key_id).update(status="Inactive")
    assert get_access_key_info(calling(alice), access_key_id=key_id).account == people.ELSEWHERE


def test_a_sessions_key_tells_its_account_by_itself(alice: User) -> None:
    key_id = get_session_token(by_key(alice)).credentials.access_key_id
    assert get_access_key_info(calling(alice), access_key_id=key_id).account == people.ACCOUNT


@pytest.mark.parametrize(
    "key_id", ["AKIAAAAAAAAAAAAAAAAA", "ASIA1111111111111111", "nobodys_key_at_all"]
)
def test_a_key_that_is_none_is_refused(alice: User, key_id: str) -> None:
    with pytest.raises(ValidationError, match="is not valid"):
        get_access_key_info(calling(alice), access_key_id=key_id)


def test_it_needs_leave(carol: User, alice: User) -> None:
    key_id, _ = access_key(alice)
    with pytest.raises(AccessDenied):
        get_access_key_info(calling(carol), access_key_id=key_id)
