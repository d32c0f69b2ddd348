"""The catalogue's files, which the visual editor reads."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from policies.console.catalogue import version
from policies.engine import catalog


def address(name: str) -> str:
    return reverse("catalogue", args=[version(), name])


def test_every_service_is_listed_by_name_with_the_keys_of_all(as_carol: Client) -> None:
    listed = json.loads(as_carol.get(address("services")).content)
    services = dict(listed["services"])
    assert services["ec2"] == "Amazon EC2"
    assert services["iamconsole"] == "IAM Console"
    assert tuple(services) == catalog.prefixes()
    assert ["aws:MultiFactorAuthPresent", "Bool", 0] in listed["keys"]
    assert ["aws:TagKeys", "String", 1] in listed["keys"]


def test_a_service_tells_its_actions_types_and_keys(as_carol: Client) -> None:
    s3 = json.loads(as_carol.get(address("s3")).content)
    actions = {action[0]: action for action in s3["actions"]}
    name, level, description, needed, other, keys, depends = actions["GetObject"]
    assert (name, level) == ("GetObject", catalog.LEVELS.index("Read"))
    assert description
    assert [s3["types"][place][0] for place in needed + other].count("object") == 1
    assert "s3:ExistingObjectTag/<key>" in [s3["keys"][place][0] for place in keys]
    assert depends == []
    assert ["bucket", "arn:${Partition}:s3:::${BucketName}"] in s3["types"]


def test_the_directory_s_own_actions_are_among_them(as_carol: Client) -> None:
    own = json.loads(as_carol.get(address("iamconsole")).content)
    assert own["actions"]


def test_every_service_can_be_told(as_carol: Client) -> None:
    for prefix in ("ec2", "iam", "lambda", "sts", "account", "sagemaker"):
        found = json.loads(as_carol.get(address(prefix)).content)
        assert len(found["actions"]) == len(catalog.service(prefix).actions)  # type: ignore[union-attr]


def test_a_browser_keeps_a_file_for_good(as_carol: Client) -> None:
    answer = as_carol.get(address("ec2"), headers={"accept-encoding": "gzip"})
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 35 * 1024


def test_an_address_of_an_older_catalogue_leads_to_this_one(as_carol: Client) -> None:
    answer = as_carol.get(reverse("catalogue", args=["0.1", "s3"]))
    assert (answer.status_code, answer["Location"]) == (302, address("s3"))
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["nothing", "..", "S3 ", "%2e%2e"])
def test_there_is_no_file_of_what_is_no_service(as_carol: Client, name: str) -> None:
    assert as_carol.get(address(name)).status_code == 404


def test_nobody_reads_it_without_signing_in(db: None) -> None:
    assert Client().get(address("s3")).status_code == 302
