"""Roles as aws-cli and boto3 use them, from profiles in a configuration file as people write it."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.authenticators import Authenticator
from tests.faces.wire.keyholders import Complaint, Keyholder, key_of, serving
from tests.people import allow, document

GET_IDENTITY = ("sts", "get-caller-identity", "--output", "json")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyholder]:
    """Root of an account on a site of its own."""
    with serving(tmp_path_factory.mktemp("var")) as keyholder:
        yield keyholder


def trusting(arn: str, **condition: Any) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": arn}}
    return document(statement | ({"Condition": condition} if condition else {}))


@pytest.fixture
def erin(root: Keyholder) -> Keyholder:
    """Somebody with a key and no rights of her own."""
    return key_of(root, f"erin-{secrets.token_hex(4)}")


def test_a_role_is_made_used_and_unmade_with_aws_cli(
    root: Keyholder,
    erin: Keyholder,
    tmp_path: Path,
) -> None:
    aws = root.aws
    me = erin.aws("sts", "get-caller-identity")
    trust = tmp_path / "trust.json"
    trust.write_text(trusting(me["Arn"]))
    words = ["--role-name", "deployer", "--path", "/ci/", "--max-session-duration", "7200"]
    made = aws("iam", "create-role", *words, "--assume-role-policy-document", f"file://{trust}")[
        "Role"
    ]
    assert made["AssumeRolePolicyDocument"] == json.loads(trust.read_text())
    aws("iam", "wait", "role-exists", "--role-name", "deployer")
    policy = tmp_path / "rights.json"
    policy.write_text(document(allow("iam:ListRoles")))
    put = ["--role-name", "deployer", "--policy-name", "rights"]
    aws("iam", "put-role-policy", *put, "--policy-document", f"file://{policy}")

    assume = ["sts", "assume-role", "--role-arn", made["Arn"], "--role-session-name", "ci"]
    taken = erin.aws(*assume, "--duration-seconds", "7200")
    assert taken["AssumedRoleUser"]["Arn"].endswith(":assumed-role/deployer/ci")
    with pytest.raises(Complaint, match=r"ValidationError.*MaxSessionDuration"):
        erin.aws(*assume, "--duration-seconds", "7201")

    simulate = ["iam", "simulate-principal-policy", "--policy-source-arn", made["Arn"]]
    said = aws(*simulate, "--action-names", "iam:ListRoles", "iam:ListUsers")
    decided = {one["EvalActionName"]: one["EvalDecision"] for one in said["EvaluationResults"]}
    assert decided == {"iam:ListRoles": "allowed", "iam:ListUsers": "implicitDeny"}

    with pytest.raises(Complaint, match=r"DeleteConflict.*must delete policies first"):
        aws("iam", "delete-role", "--role-name", "deployer")
    aws("iam", "delete-role-policy", *put)
    aws("iam", "delete-role", "--role-name", "deployer")
    with pytest.raises(Complaint, match="AccessDenied"):
        erin.aws(*assume)


def test_profiles_take_on_roles_by_themselves(
    root: Keyholder,
    erin: Keyholder,
    tmp_path: Path,
) -> None:
    """`credential_process`, `role_arn` with `mfa_serial`, and a second role on top of the first."""
    iam = root.boto3("iam")
    me = erin.aws("sts", "get-caller-identity")
    account = me["Account"]
    phone = enrolled(root, me["Arn"].rpartition("/")[2])
    by_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    first = iam.create_role(
        RoleName="first", AssumeRolePolicyDocument=trusting(me["Arn"], **by_mfa)
    )["Role"]
    iam.put_role_policy(
        RoleName="first", PolicyName="on", PolicyDocument=document(allow("sts:AssumeRole"))
    )
    second = iam.create_role(RoleName="second", AssumeRolePolicyDocument=trusting(first["Arn"]))[
        "Role"
    ]
    told = {
        "Version": 1,
        "AccessKeyId": erin.key_id,
        "SecretAccessKey": erin.secret,
    }
    process = tmp_path / "credentials.py"
    process.write_text(f"print({json.dumps(json.dumps(told))})")
    config = tmp_path / "config"
    config.write_text(
        f"""
[profile erin]
credential_process = {sys.executable} {process}
region = eu-west-1
services = here
[profile first]
role_arn = {first["Arn"]}
source_profile = erin
mfa_serial = {phone.serial_number}
role_session_name = erin-at-her-desk
region = eu-west-1
services = here
[profile second]
role_arn = {second["Arn"]}
source_profile = first
region = eu-west-1
services = here
[services here]
iam =
  endpoint_url = {root.address}
sts =
  endpoint_url = {root.address}
"""
    )

    def identity(profile: str, typed: str = "") -> str:
        """Who aws-cli is by a profile, if this is typed when it asks for a code."""
        done = subprocess.run(
            [Path(sys.executable).with_name("aws"), "--profile", profile, *GET_IDENTITY],
            env={"AWS_CONFIG_FILE": str(config), "HOME": str(tmp_path)},
            input=f"{typed}\n",
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["Arn"])

    assert identity("erin") == me["Arn"]
    arn = f"arn:aws:sts::{account}:assumed-role/first/erin-at-her-desk"
    assert identity("first", phone.code()) == arn
    arn = f"arn:aws:sts::{account}:assumed-role/second/"
    assert identity("second", phone.code(1)).startswith(arn)


def enrolled(root: Keyholder, user_name: str) -> Authenticator:
    """A new virtual MFA device of the user, by the operations that everybody has."""
    iam = root.boto3("iam")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=f"{user_name}s-phone")
    device = made["VirtualMFADevice"]
    phone = Authenticator(device["Base32StringSeed"].decode(), device["SerialNumber"])
    iam.enable_mfa_device(
        UserName=user_name,
        SerialNumber=phone.serial_number,
        AuthenticationCode1=phone.code(-2),
        AuthenticationCode2=phone.code(-1),
    )
    return phone
