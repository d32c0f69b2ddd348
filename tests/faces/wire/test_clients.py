"""aws-cli, boto3 and curl, unmodified, against the real server: given its address and a key."""

from __future__ import annotations

import base64
import csv
import json
import shutil
import time

import pytest
import urllib3
from botocore.exceptions import ClientError

from tests.faces.wire.keyholders import Complaint, Keyholder, key_of, serving
from tests.people import allow, document, trusting

has_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl: apt-get install curl")
READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Root of an account on a site of its own."""
    with serving(tmp_path_factory.mktemp("var"), has_worker=True) as keyholder:
        yield keyholder


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


@pytest.mark.timeout(300)
def test_an_auditor_reads_reports_and_long_lists_with_aws_cli(root, tmp_path):
    auditor = key_of(root, "audrey", READ_ONLY)
    trust = tmp_path / "trust.json"
    trust.write_text(trusting(Service="ec2.amazonaws.com"))
    for number in range(5):
        role = ["--role-name", f"batch-{number}", "--path", "/batches/"]
        root.aws("iam", "create-role", *role, "--assume-role-policy-document", f"file://{trust}")
    root.aws("iam", "wait", "role-exists", "--role-name", "batch-4")

    found, more = [], []
    while len(found) < 5:
        listed = auditor.aws(
            "iam", "list-roles", "--path-prefix", "/batches/", "--max-items", "2", *more
        )
        found += [role["RoleName"] for role in listed["Roles"]]
        more = ["--starting-token", listed["NextToken"]] if "NextToken" in listed else []
    assert (found, more) == ([f"batch-{number}" for number in range(5)], [])

    report = until_done(auditor, "COMPLETE", "generate-credential-report", "State")
    assert report["State"] == "COMPLETE"
    content = auditor.aws("iam", "get-credential-report")["Content"]
    rows = list(csv.DictReader(base64.b64decode(content).decode().splitlines()))
    assert {"<root_account>", "audrey"} <= {row["user"] for row in rows}

    arn = auditor.aws("sts", "get-caller-identity")["Arn"]
    begun = auditor.aws("iam", "generate-service-last-accessed-details", "--arn", arn)
    details = ["get-service-last-accessed-details", "--job-id", begun["JobId"]]
    told = until_done(auditor, "COMPLETED", *details, "JobStatus")
    assert "iam" in [one["ServiceNamespace"] for one in told["ServicesLastAccessed"]]


def until_done(keyholder, end, *words):
    """What an operation says once what it waits for is done; the last word names its state."""
    *asked, state = words
    deadline = time.monotonic() + 60
    while (said := keyholder.aws("iam", *asked))[state] != end and time.monotonic() < deadline:
        time.sleep(0.2)
    return said


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
