"""Programs that audit AWS accounts, unmodified: they download everything and draw conclusions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faces.wire.keyholders import key_of, serving
from tests.people import allow, document

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OPEN_TO_ALL = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}


@pytest.mark.deep
def test_cloudsplaining_downloads_an_account_and_finds_what_is_wrong_with_it(
    tmp_path: Path,
) -> None:
    program = Path(sys.executable).with_name("cloudsplaining")
    with serving(tmp_path / "var") as root:
        ann = key_of(root, "ann", ADMINISTRATOR)
        iam = root.boto3("iam")
        iam.create_role(RoleName="ci", AssumeRolePolicyDocument=document(OPEN_TO_ALL))
        iam.put_role_policy(RoleName="ci", PolicyName="all", PolicyDocument=document(allow("s3:*")))
        environment = {
            "AWS_ENDPOINT_URL": ann.address,
            "AWS_ACCESS_KEY_ID": ann.key_id,
            "AWS_SECRET_ACCESS_KEY": ann.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "HOME": str(tmp_path),
            "PATH": os.environ["PATH"],
        }

        def run(*words: str) -> None:
            subprocess.run([program, *words], env=environment, cwd=tmp_path, check=True)

        run("download", "--output", str(tmp_path))
        run(
            *("scan", "--input-file", str(tmp_path / "default.json")),
            *("--output", str(tmp_path), "--skip-open-report"),
        )
    found = json.loads((tmp_path / "iam-results-default.json").read_text())
    assert [role["name"] for role in found["roles"].values()] == ["ci"]
    assert "ann" in [user["name"] for user in found["users"].values()]
    [inline] = found["inline_policies"].values()
    assert inline["DataExfiltration"]
