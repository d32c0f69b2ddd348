"""aws-cli, boto3 and curl, unmodified, against the real server: given its address and a key."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from unittest import mock

import boto3
import pytest
import urllib3
from awscli.clidriver import create_clidriver
from botocore.exceptions import ClientError
from django.conf import settings

from tests.people import allow, document
from tests.settings import SETTINGS_OF_A_SHELL

has_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl: apt-get install curl")
READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Keyholder:
    """Somebody at a shell, with a key and the address of the site."""

    address: str
    key_id: str
    secret: str

    def aws(self, *words):
        """What aws-cli prints, as data. Raises Complaint with what it prints otherwise."""
        environment = {
            "AWS_ACCESS_KEY_ID": self.key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_MAX_ATTEMPTS": "1",
        }
        printed = io.TextIOWrapper(io.BytesIO())
        complained = io.StringIO()
        # The program itself, without the second it takes to start.
        with (
            mock.patch.dict(os.environ, environment),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(complained),
        ):
            status = create_clidriver().main(["--endpoint-url", self.address, *words])
        if status:
            raise Complaint(complained.getvalue())
        printed.seek(0)
        return json.loads(printed.read() or "null")

    def boto3(self, service):
        return boto3.client(
            service,
            endpoint_url=self.address,
            region_name="eu-west-1",
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret,
        )

    def curl(self, *words):
        signing = ["--aws-sigv4", "aws:amz:eu-west-1:iam", "--user", f"{self.key_id}:{self.secret}"]
        command = ["curl", "--silent", "--show-error", *signing, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Complaint(Exception):
    """aws-cli ended with an error."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Root of an account on a site of its own, set up and served as people do it."""
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_OF_A_SHELL}
    environment = inherited | {
        "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "PORT": str(port),
        "WEB_WORKERS": "2",
    }
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_managed_policies")
    names = ["--alias", "example", "--email", "root@example.com"]
    told = json.loads(manage(environment, "create_account", *names, "--access-key", "--json"))
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--no-worker"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield Keyholder(
            f"http://127.0.0.1:{port}", told["access_key_id"], told["secret_access_key"]
        )
    finally:
        server.terminate()
        server.wait()


def manage(environment, *words):
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
    return pytest.fail("the site did not start")


def key_of(root, user_name, *granted):
    """A new user with these policies, at a shell with a key."""
    iam = root.boto3("iam")
    iam.create_user(UserName=user_name)
    for policy in granted:
        iam.attach_user_policy(UserName=user_name, PolicyArn=policy)
    key = iam.create_access_key(UserName=user_name)["AccessKey"]
    return Keyholder(root.address, key["AccessKeyId"], key["SecretAccessKey"])


def test_an_administrator_spends_a_day_with_aws_cli(root, tmp_path):
    aws = root.aws
    identity = aws("sts", "get-caller-identity")
    assert identity["Arn"].endswith(":root")
    account = identity["Account"]

    aws("iam", "create-group", "--group-name", "builders", "--path", "/eng/")
    made = aws(
        "iam",
        "create-user",
        "--user-name",
        "bob",
        "--path",
        "/day/",
        "--tags",
        "Key=team,Value=eng",
        "Key=level,Value=",
    )
    assert [tag["Key"] for tag in made["User"]["Tags"]] == ["level", "team"]
    aws("iam", "wait", "user-exists", "--user-name", "bob")
    aws("iam", "add-user-to-group", "--group-name", "builders", "--user-name", "bob")

    policy = tmp_path / "policy.json"
    policy.write_text(document(allow("iam:ListUsers")))
    from_file = f"file://{policy}"
    made = aws("iam", "create-policy", "--policy-name", "look", "--policy-document", from_file)
    arn = made["Policy"]["Arn"]
    assert arn == f"arn:aws:iam::{account}:policy/look"
    aws("iam", "attach-group-policy", "--group-name", "builders", "--policy-arn", arn)

    key = aws("iam", "create-access-key", "--user-name", "bob")["AccessKey"]
    bob = Keyholder(root.address, key["AccessKeyId"], key["SecretAccessKey"])
    # The other tests' people are in the same account.
    names = ["iam", "list-users", "--path-prefix", "/day/", "--query", "Users[].UserName"]
    assert bob.aws(*names) == ["bob"]
    with pytest.raises(Complaint, match=r"AccessDenied.* not authorized to perform: iam:GetUser"):
        bob.aws("iam", "get-user")

    policy.write_text(document(allow("iam:ListUsers"), allow("iam:GetUser")))
    version = ["iam", "create-policy-version", "--policy-arn", arn, "--set-as-default"]
    aws(*version, "--policy-document", from_file)
    assert bob.aws("iam", "get-user")["User"]["UserName"] == "bob"
    shown = aws("iam", "get-policy-version", "--policy-arn", arn, "--version-id", "v2")
    assert shown["PolicyVersion"]["Document"] == json.loads(policy.read_text())

    first = aws("iam", "list-policies", "--scope", "AWS", "--max-items", "5", "--page-size", "2")
    rest = aws(
        *("iam", "list-policies", "--scope", "AWS", "--max-items", "5"),
        *("--starting-token", first["NextToken"]),
    )
    arns = [policy["Arn"] for policy in first["Policies"] + rest["Policies"]]
    assert len(set(arns)) == 10

    with pytest.raises(Complaint, match=r"EntityAlreadyExists.*User with name BOB already exists"):
        aws("iam", "create-user", "--user-name", "BOB")
    with pytest.raises(Complaint, match=r"DeleteConflict"):
        aws("iam", "delete-user", "--user-name", "bob")
    aws("iam", "delete-access-key", "--user-name", "bob", "--access-key-id", bob.key_id)
    with pytest.raises(Complaint, match=r"InvalidClientTokenId.*is invalid"):
        bob.aws("sts", "get-caller-identity")
    aws("iam", "remove-user-from-group", "--group-name", "builders", "--user-name", "bob")
    aws("iam", "delete-user", "--user-name", "bob")
    assert aws(*names) == []


def test_a_change_of_permission_counts_at_once_in_every_process(root):
    dora = key_of(root, "dora")
    iam = dora.boto3("iam")
    for _ in range(10):
        root.boto3("iam").attach_user_policy(UserName="dora", PolicyArn=READ_ONLY)
        for _ in range(10):
            assert iam.get_user()["User"]["UserName"] == "dora"
        root.boto3("iam").detach_user_policy(UserName="dora", PolicyArn=READ_ONLY)
        for _ in range(10):
            with pytest.raises(ClientError, match="AccessDenied"):
                iam.get_user()


@has_curl
def test_curl_signs_as_clients_of_aws_do(root):
    eve = key_of(root, "eve@example.com", READ_ONLY)
    body = "Action=GetUser&Version=2010-05-08"
    assert "<UserName>eve@example.com</UserName>" in eve.curl("--data", body, f"{eve.address}/")
    asked = f"{eve.address}/?Action=ListUsers&MaxItems=1&Version=2010-05-08"
    assert "<IsTruncated>" in eve.curl(asked)
    refused = Keyholder(eve.address, eve.key_id, "wrong").curl("--data", body, f"{eve.address}/")
    assert "<Code>SignatureDoesNotMatch</Code>" in refused


@has_curl
def test_curl_signs_paths_with_odd_letters(root):
    fay = key_of(root, "fay@example.com", READ_ONLY)
    told = json.loads(fay.curl(f"{fay.address}/api/v1/users/fay@example.com"))
    assert "fay@example.com" in json.dumps(told)


def test_a_signed_address_can_be_handed_on(root):
    gus = key_of(root, "gus")
    address = gus.boto3("sts").generate_presigned_url(
        "get_caller_identity", ExpiresIn=60, HttpMethod="GET"
    )
    manager = urllib3.PoolManager()
    assert b":user/gus</Arn>" in manager.request("GET", address).data
    assert manager.request("GET", address.replace("Identity", "Purse")).status == 403
