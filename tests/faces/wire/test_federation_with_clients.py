"""A program with a token in a file, as in a pipeline: unmodified clients, real servers.

The issuer is served over HTTPS on this machine, and the site asks it for its keys.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import boto3
import pytest
from botocore.exceptions import ClientError

from tests import providers
from tests.faces.wire.keyholders import serving as serving_site
from tests.issuer_site import Site, serving
from tests.people import allow, document
from tests.providers import CLIENT, claims, token

WEB = "sts:AssumeRoleWithWebIdentity"
has_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl: apt-get install curl")


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    with serving(Site(), tmp_path_factory.mktemp("issuer")) as site:
        site.publish(providers.key_set())
        yield site


@pytest.fixture(scope="module")
def root(tmp_path_factory, issuer):
    """Root of an account on a site that may ask this machine for keys."""
    folder = tmp_path_factory.mktemp("var")
    trusted = {"PRIVATE_ISSUER_HOSTS": "localhost", "SSL_CERT_FILE": str(issuer.trusted)}
    with serving_site(folder, **trusted) as keyholder:
        yield keyholder


@pytest.fixture(scope="module")
def role(root, issuer):
    """The ARN of a role that the issuer's subject-7 may take on."""
    iam = root.boto3("iam")
    provider = iam.create_open_id_connect_provider(Url=issuer.address, ClientIDList=[CLIENT])
    url = issuer.address.removeprefix("https://")
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": provider["OpenIDConnectProviderArn"]},
        "Action": WEB,
        "Condition": {"StringEquals": {f"{url}:aud": CLIENT, f"{url}:sub": "subject-7"}},
    }
    made = iam.create_role(RoleName="courier", AssumeRolePolicyDocument=document(trust))["Role"]
    look = document(allow("iam:ListRoles"))
    iam.put_role_policy(RoleName="courier", PolicyName="look", PolicyDocument=look)
    return made["Arn"]


def environment(root, role, offered, tmp_path):
    file = tmp_path / "token"
    file.write_text(offered)
    return {
        "AWS_ROLE_ARN": role,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(file),
        "AWS_ROLE_SESSION_NAME": "parcel-7",
        "AWS_ENDPOINT_URL": root.address,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PATH": "/usr/bin:/bin",
    }


def aws(*words, **variables):
    command = [sys.executable, "-m", "awscli", *words]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def test_aws_cli_takes_on_a_role_with_the_token_in_a_file(root, role, issuer, tmp_path):
    variables = environment(root, role, token(claims(iss=issuer.address)), tmp_path)
    told = aws("sts", "get-caller-identity", **variables)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["Arn"].endswith(":assumed-role/courier/parcel-7")
    assert aws("iam", "list-roles", **variables).returncode == 0
    assert "AccessDenied" in aws("iam", "list-users", **variables).stderr


def test_boto3_does_as_well(root, role, issuer, tmp_path, monkeypatch):
    offered = token(claims(iss=issuer.address))
    for name, value in environment(root, role, offered, tmp_path).items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    session = boto3.Session()
    assert session.client("sts").get_caller_identity()["Arn"].endswith("/parcel-7")
    assert session.client("iam").list_roles()["Roles"]


@pytest.mark.parametrize(
    ("offered", "because"),
    [
        (lambda issuer: token(claims(iss=issuer.address, sub="subject-8")), "AccessDenied"),
        (lambda issuer: token(claims(iss=issuer.address, aud="x")), "InvalidIdentityToken"),
        (
            lambda issuer: token(
                claims(iss=issuer.address), key=providers.signing_key("RS256", "stranger")
            ),
            "InvalidIdentityToken",
        ),
    ],
)
def test_a_token_that_proves_too_little_gets_nothing(
    root, role, issuer, tmp_path, offered, because
):
    told = aws("sts", "get-caller-identity", **environment(root, role, offered(issuer), tmp_path))
    assert because in told.stderr
    assert not told.stdout


@has_curl
def test_an_issuer_out_of_reach_has_its_keys_registered_with_curl(root, tmp_path):
    iam = root.boto3("iam")
    provider = iam.create_open_id_connect_provider(
        Url="https://10.0.0.1/realm", ClientIDList=[CLIENT]
    )["OpenIDConnectProviderArn"]
    trust = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": WEB}
    role = iam.create_role(RoleName="inside", AssumeRolePolicyDocument=document(trust))["Role"]
    variables = environment(
        root, role["Arn"], token(claims(iss="https://10.0.0.1/realm")), tmp_path
    )
    assert "IDPCommunicationError" in aws("sts", "get-caller-identity", **variables).stderr
    body = json.dumps({"json_web_key_set": providers.key_set()})
    address = f"{root.address}/api/v1/oidc-providers/keys/{provider}"
    root.curl("-X", "PUT", "-H", "Content-Type: application/json", "-d", body, address)
    assert aws("sts", "get-caller-identity", **variables).returncode == 0


@has_curl
def test_what_was_refused_is_in_the_accounts_history(root, role, issuer):
    with pytest.raises(ClientError):
        root.boto3("sts").assume_role_with_web_identity(
            RoleArn=role, RoleSessionName="history", WebIdentityToken="no token"
        )
    page = root.curl(f"{root.address}/api/v1/events")
    assert '"InvalidIdentityToken"' in page
    assert "no token" not in page
