"""When each kind of credential was last used is noted, whichever face it was used at."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from botocore.exceptions import ClientError
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

from accounts import usage
from accounts.models import AccessKey, Account, LastUse, Role, User
from tests import people
from tests.faces.rest.callers import Script
from tests.faces.wire.conftest import client_with
from tests.signin.browsers import signed_in, try_user

Pair = tuple[str, str]


def test_an_account_that_is_closed_meanwhile_takes_no_other_s_uses_with_it(
    transactional_db: None, account: Account
) -> None:
    closed = Account.objects.create(id=people.ELSEWHERE, created=now())
    uses = [((one.id, "AIDA", "iam:ListUsers", False), now(), "") for one in (account, closed)]

    def store() -> None:
        try:
            usage.store_actions(uses)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            closed.delete()
            storing = pool.submit(store)
            wait([storing], timeout=1)
        storing.result(timeout=10)
    assert LastUse.objects.get().account_id == account.id


def over_iam(pair: Pair) -> None:
    client_with("iam", *pair).list_users()


def over_sts(pair: Pair) -> None:
    client_with("sts", *pair).get_caller_identity()


def over_rest(pair: Pair) -> None:
    assert Script(*pair).get("/users").status_code == 200


def refused(pair: Pair) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        client_with("iam", *pair).list_groups()


@pytest.fixture
def reader(account: Account) -> User:
    """A user who may list users and nothing else."""
    reader = people.make_user(account, "reader")
    people.grant(reader, people.allow("iam:ListUsers"))
    return reader


@pytest.mark.parametrize(
    ("use", "service", "region"),
    [
        (over_iam, "iam", "eu-central-1"),
        (over_sts, "sts", "eu-central-1"),
        (over_rest, "iam", "us-east-1"),
        (refused, "iam", "eu-central-1"),
    ],
)
def test_a_key_is_used_at_every_face_and_also_for_what_is_refused(
    reader: User, use: Callable[[Pair], None], service: str, region: str
) -> None:
    use(people.access_key(reader))
    usage.flush()
    key = AccessKey.objects.get()
    assert key.last_used
    assert (key.last_used_service, key.last_used_region) == (service, region)


def test_a_key_that_somebody_else_claims_to_have_was_not_used(reader: User) -> None:
    key_id, _secret = people.access_key(reader)
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        client_with("iam", key_id, "a secret that is not the key's").list_users()
    usage.flush()
    assert AccessKey.objects.get().last_used is None


@pytest.fixture
def role(account: Account, reader: User) -> Role:
    role = people.make_role(account, "auditor", reader.arn)
    people.grant(role, people.allow("iam:ListUsers"))
    people.grant(reader, people.allow("sts:AssumeRole", role.arn), name="take on")
    return role


def test_a_role_is_used_by_its_sessions_at_the_aws_protocol(reader: User, role: Role) -> None:
    sts = client_with("sts", *people.access_key(reader))
    given = sts.assume_role(RoleArn=role.arn, RoleSessionName="mine")["Credentials"]
    usage.flush()
    role.refresh_from_db()
    assert role.last_used is None
    pair = (given["AccessKeyId"], given["SecretAccessKey"])
    client_with("iam", *pair, aws_session_token=given["SessionToken"]).list_users()
    usage.flush()
    role.refresh_from_db()
    assert role.last_used
    assert role.last_used_region == "eu-central-1"


def test_a_role_is_used_by_whoever_switches_to_it_in_the_console(reader: User, role: Role) -> None:
    people.give_password(reader)
    browser = signed_in(reader)
    sent = {"role_arn": role.arn}
    browser.post("/switch-role", sent)
    browser.get("/console/users")
    usage.flush()
    role.refresh_from_db()
    assert role.last_used
    assert LastUse.objects.filter(principal_id=role.role_id, action="ListUsers").exists()


def test_a_password_is_used_at_the_console_and_not_by_who_has_another(reader: User) -> None:
    profile = people.give_password(reader)
    try_user(Client(), people.ACCOUNT, "reader", "another password altogether")
    profile.refresh_from_db()
    assert profile.password_last_used is None
    assert try_user(Client(), people.ACCOUNT, "reader").status_code == 302
    profile.refresh_from_db()
    assert profile.password_last_used
