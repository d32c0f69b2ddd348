"""A key that has come to its end is refused at the next request, in every face; nothing sweeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from botocore.exceptions import ClientError

from accounts.models import User
from accounts.operations.credential_reports import search_credentials
from accounts.operations.users import search_users
from tests import people
from tests.faces.rest.callers import Script
from tests.faces.wire.conftest import client_with

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def key(clock: time_machine.Traveller, alice: User) -> tuple[str, str]:
    """A key of alice's that ends at noon."""
    return people.access_key(alice, expires=NOON)


def test_the_aws_protocol_takes_it_to_the_last_second(
    key: tuple[str, str], clock: time_machine.Traveller
) -> None:
    client = client_with("sts", *key)
    assert client.get_caller_identity()["Account"] == people.ACCOUNT
    clock.move_to(NOON)
    with pytest.raises(ClientError, match="InvalidClientTokenId") as refusal:
        client.get_caller_identity()
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_rest_takes_it_to_the_last_second(
    key: tuple[str, str], clock: time_machine.Traveller
) -> None:
    script = Script(*key)
    assert script.get("/users").status_code == 200
    clock.move_to(NOON)
    assert script.get("/users").status_code in (401, 403)


def test_sessions_that_stand_on_it_end_with_it(
    key: tuple[str, str], clock: time_machine.Traveller
) -> None:
    given = client_with("sts", *key).get_session_token()["Credentials"]
    session = client_with(
        "sts",
        given["AccessKeyId"],
        given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    assert session.get_caller_identity()
    clock.move_to(NOON)
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        session.get_caller_identity()


def test_its_status_is_told_in_aws_words(
    key: tuple[str, str], clock: time_machine.Traveller, alice: User
) -> None:
    other = client_with("iam", *people.access_key(alice))
    clock.move_to(NOON)
    told = other.list_access_keys(UserName="alice")["AccessKeyMetadata"]
    assert {one["AccessKeyId"]: one["Status"] for one in told}[key[0]] == "Expired"


def test_reports_count_it_among_the_keys_that_are_off(
    key: tuple[str, str], clock: time_machine.Traveller, alice: User
) -> None:
    clock.move_to(NOON)
    caller = people.calling(alice)
    assert search_credentials(caller, keys="any").count == 0
    row = next(r for r in search_credentials(caller).rows if r.user_name == "alice")
    assert row.cells[8] == "false"
    assert search_users(caller, search="alice").rows[0].oldest_active_key is None
