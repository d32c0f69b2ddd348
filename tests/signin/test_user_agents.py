"""What a mail or a list calls the browser or program at the other end."""

from __future__ import annotations

import pytest

from accounts.user_agents import browser_named

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"{CHROME} Safari/537.36", "Chrome on Linux"),
        (f"{CHROME} Safari/537.36 Edg/141.0", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) FxiOS/143.0", "Firefox on iPhone"),
        ("Boto3/1.44 md/Botocore#1.44 ua/2.1 os/linux lang/python", "Boto3"),
        ("aws-cli/1.45 md/Botocore#1.44 ua/2.1 os/linux lang/python", "AWS CLI"),
        ("APN/1.0 HashiCorp/1.0 Terraform/1.13.3 aws-sdk-go-v2/1.39", "Terraform"),
        ("", "An unknown browser"),
    ],
    ids=["Chrome", "Edge", "Firefox", "boto3", "aws-cli", "Terraform", "nothing"],
)
def test_browsers_and_programs_go_by_their_names(said, name):
    assert browser_named(said) == name
