from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import versions
from tests.people import ACCOUNT, allow, document
from tests.refusals import refused


def test_it_lists_the_newest_first_without_their_texts(admin, deploy):
    for _ in range(2):
        versions.create_policy_version(
            admin, policy_arn=deploy.arn, policy_document=document(allow("ec2:*"))
        )
    first = versions.list_policy_versions(admin, policy_arn=deploy.arn, max_items=2)
    rest = versions.list_policy_versions(admin, policy_arn=deploy.arn, marker=first.marker)
    found = [(v.version_id, v.is_default_version, v.document) for v in first.versions]
    assert found == [("v3", False, None), ("v2", False, None)]
    assert [(v.version_id, v.is_default_version) for v in rest.versions] == [("v1", True)]


def test_unknown_policies_are_missed(admin):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
    with refused(NoSuchEntity, f"Policy {arn} was not found."):
        versions.list_policy_versions(admin, policy_arn=arn)
