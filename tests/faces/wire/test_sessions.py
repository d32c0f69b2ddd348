"""Temporary credentials as clients sign with them, and everything that ends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3
import pytest
import time_machine
from botocore.exceptions import ClientError
from botocore.signers import RequestSigner
from django.utils.timezone import now

from accounts import usage
from accounts.models import AccessKey, Account, Event, Role, User
from iamconsole.settings import ENCRYPTION_KEYS
from tests import people
from tests.authenticators import enrol
from tests.faces.wire.conftest import ENDPOINT, Connect, client_with, site
from tests.people import allow, document, grant, make_role

INVALID = "The security token included in the request is invalid."


def session_client(credentials: dict[str, Any], service: str = "iam") -> Any:
    return client_with(
        service,
        credentials["AccessKeyId"],
        credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def code_of(call: Callable[[], Any]) -> str:
    """The code a call is refused with; empty where it goes through."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@pytest.fixture
def role(account: Account, carol: User) -> Role:
    """A role that Carol may take on, and that may list users."""
    role = make_role(account, "auditor", carol.arn)
    grant(role, allow("iam:ListUsers"), allow("sts:*"))
    return role


@pytest.fixture
def sts(connect: Connect, carol: User) -> Any:
    return connect(carol, "sts")


@pytest.fixture
def credentials(sts: Any, role: Role) -> dict[str, Any]:
    taken = sts.assume_role(RoleArn=role.arn, RoleSessionName="mine")
    return dict(taken["Credentials"])


def test_a_session_signs_for_its_role(credentials: dict[str, Any], role: Role) -> None:
    arn = session_client(credentials, "sts").get_caller_identity()["Arn"]
    assert arn == f"arn:aws:sts::{people.ACCOUNT}:assumed-role/auditor/mine"
    assert session_client(credentials).list_users()["Users"]
    assert code_of(session_client(credentials).list_groups) == "AccessDenied"
    used = Event.objects.filter(caller_arn=arn, access_key_id=credentials["AccessKeyId"])
    assert used.filter(action="iam:ListGroups", error="AccessDenied").exists()
    usage.flush()
    role.refresh_from_db()
    assert role.last_used
    assert role.last_used_region == "eu-central-1"


def test_a_token_works_for_its_own_key_only(sts: Any, role: Role) -> None:
    one, two = (
        sts.assume_role(RoleArn=role.arn, RoleSessionName=name)["Credentials"]
        for name in ("one", "two")
    )
    mixed = one | {"SessionToken": two["SessionToken"]}
    assert code_of(session_client(mixed).list_users) == "InvalidClientTokenId"
    wrong = one | {"SecretAccessKey": two["SecretAccessKey"]}
    assert code_of(session_client(wrong).list_users) == "SignatureDoesNotMatch"


def test_every_change_of_a_token_makes_it_worthless(credentials: dict[str, Any]) -> None:
    token = credentials["SessionToken"]
    changed = [
        "",
        token + "A" * 5000,
        token[:-1],
        token + "A",
        token[1:],
        token.replace("v1:", "v2:", 1),
        *(token[:at] + chr(ord(token[at]) ^ 1) + token[at + 1 :] for at in range(0, len(token), 9)),
    ]
    for one in changed:
        client = session_client(credentials | {"SessionToken": one})
        assert code_of(client.list_users) == "InvalidClientTokenId", one


def test_a_sessions_key_without_its_token_is_nobodys(credentials: dict[str, Any]) -> None:
    pair = (credentials["AccessKeyId"], credentials["SecretAccessKey"])
    with pytest.raises(ClientError, match=INVALID):
        client_with("iam", *pair).list_users()


def test_a_users_key_takes_no_token(alice: User, credentials: dict[str, Any]) -> None:
    client = client_with(
        "iam", *people.access_key(alice), aws_session_token=credentials["SessionToken"]
    )
    assert code_of(client.list_users) == "InvalidClientTokenId"


def test_an_hour_later_it_has_expired(credentials: dict[str, Any]) -> None:
    with time_machine.travel(now() + timedelta(seconds=3590), tick=False):
        assert code_of(session_client(credentials).list_users) == ""
    with time_machine.travel(now() + timedelta(seconds=3601), tick=False):
        assert code_of(session_client(credentials).list_users) == "ExpiredToken"


def disable_the_user(carol: User, role: Role) -> None:
    User.objects.filter(pk=carol.pk).update(is_enabled=False)


def switch_off_the_key(carol: User, role: Role) -> None:
    AccessKey.objects.filter(user=carol).update(status="Inactive")


def let_the_key_expire(carol: User, role: Role) -> None:
    AccessKey.objects.filter(user=carol).update(expires=now())


def delete_the_key(carol: User, role: Role) -> None:
    AccessKey.objects.filter(user=carol).delete()


def delete_the_role(carol: User, role: Role) -> None:
    role.inline_policies.all().delete()
    role.delete()


def make_the_role_anew(carol: User, role: Role) -> None:
    delete_the_role(carol, role)
    again = make_role(role.account, "auditor", carol.arn)
    grant(again, allow("*"))


@pytest.mark.parametrize(
    "end",
    [
        disable_the_user,
        switch_off_the_key,
        let_the_key_expire,
        delete_the_key,
        delete_the_role,
        make_the_role_anew,
    ],
)
def test_a_session_ends_at_the_next_request_with_what_it_stands_on(
    end: Callable[[User, Role], None], credentials: dict[str, Any], carol: User, role: Role
) -> None:
    client = session_client(credentials)
    assert code_of(client.list_users) == ""
    end(carol, role)
    assert code_of(client.list_users) == "InvalidClientTokenId"


def test_a_right_taken_from_the_role_is_gone_at_the_next_request(
    credentials: dict[str, Any], role: Role, iam: Any
) -> None:
    client = session_client(credentials)
    assert code_of(client.list_users) == ""
    iam.put_role_policy(
        RoleName="auditor",
        PolicyName="AWSRevokeOlderSessions",
        PolicyDocument=document(
            {
                "Effect": "Deny",
                "Action": "*",
                "Resource": "*",
                "Condition": {
                    "DateLessThan": {
                        "aws:TokenIssueTime": f"{now() + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
                    }
                },
            }
        ),
    )
    assert code_of(client.list_users) == "AccessDenied"


def test_a_chain_ends_with_its_beginning(
    credentials: dict[str, Any], account: Account, role: Role, carol: User
) -> None:
    second = make_role(account, "second", role.arn)
    grant(second, allow("iam:ListUsers"))
    first = session_client(credentials, "sts")
    taken = first.assume_role(RoleArn=second.arn, RoleSessionName="further")["Credentials"]
    client = session_client(taken)
    assert client.list_users()["Users"]
    AccessKey.objects.filter(user=carol).update(status="Inactive")
    assert code_of(client.list_users) == "InvalidClientTokenId"


def test_a_presigned_identity_holds_with_a_session_as_vault_and_kubernetes_ask_it(
    credentials: dict[str, Any],
) -> None:
    client = session_client(credentials, "sts")
    signer = RequestSigner(
        client.meta.service_model.service_id,
        "eu-central-1",
        "sts",
        "v4",
        boto3.Session(
            credentials["AccessKeyId"],
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
        ).get_credentials(),
        client.meta.events,
    )
    address = signer.generate_presigned_url(
        {
            "method": "GET",
            "url": f"{ENDPOINT}/?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": "cluster"},
            "context": {},
        },
        region_name="eu-central-1",
        expires_in=60,
        operation_name="",
    )
    path = address.removeprefix(ENDPOINT)
    headers = {"Host": "127.0.0.1:8000", "x-k8s-aws-id": "cluster"}
    answer = site().get(path, headers=headers)
    assert answer.status_code == 200
    assert b"assumed-role/auditor/mine" in answer.content
    assert site().get(path, headers=headers | {"x-k8s-aws-id": "other"}).status_code == 403


def test_another_key_at_rest_ends_no_session(credentials: dict[str, Any], settings: Any) -> None:
    settings.ENCRYPTION_KEYS = {"new": b"n" * 32} | dict(ENCRYPTION_KEYS)
    assert session_client(credentials).list_users()["Users"]


def test_a_factor_makes_a_session_that_may_call_iam(connect: Connect, alice: User) -> None:
    phone = enrol(alice)
    sts = connect(alice, "sts")
    bare = sts.get_session_token()["Credentials"]
    assert code_of(session_client(bare).list_users) == "AccessDenied"
    given = {"SerialNumber": phone.serial_number, "TokenCode": phone.code()}
    proven = sts.get_session_token(**given)["Credentials"]
    assert session_client(proven).list_users()["Users"]
    with pytest.raises(ClientError, match="failed with invalid MFA one time pass code"):
        sts.get_session_token(**given)


def test_a_role_can_ask_for_a_factor(connect: Connect, account: Account, carol: User) -> None:
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": carol.arn},
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    role = make_role(account, "careful", carol.arn)
    Role.objects.filter(pk=role.pk).update(trust_policy=document(trust))
    grant(role, allow("iam:ListUsers", Bool={"aws:MultiFactorAuthPresent": "true"}))
    phone, sts = enrol(carol), connect(carol, "sts")
    asked = {"RoleArn": role.arn, "RoleSessionName": "mine"}
    assert code_of(lambda: sts.assume_role(**asked)) == "AccessDenied"
    wrong = {"SerialNumber": phone.serial_number, "TokenCode": "000000"}
    assert code_of(lambda: sts.assume_role(**asked, **wrong)) == "AccessDenied"
    right = wrong | {"TokenCode": phone.code()}
    assert session_client(sts.assume_role(**asked, **right)["Credentials"]).list_users()["Users"]
