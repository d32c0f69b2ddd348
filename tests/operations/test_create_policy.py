from __future__ import annotations

import pytest

from iamconsole.errors import (
    EntityAlreadyExists,
    InvalidInput,
    LimitExceeded,
    MalformedPolicyDocument,
    ValidationError,
)
from policies.models import Policy
from policies.operations import managed, versions
from tests.people import ACCOUNT, allow, document
from tests.refusals import refused

TEXT = document(allow("s3:*"))


def test_it_makes_a_policy_with_its_text_as_version_one(admin):
    policy = managed.create_policy(
        admin, policy_name="deploy", path="/lab/", policy_document=" " + TEXT, description="d"
    ).policy
    assert policy.arn == f"arn:aws:iam::{ACCOUNT}:policy/lab/deploy"
    assert policy.policy_id.startswith("ANPA")
    assert (policy.default_version_id, policy.is_attachable) == ("v1", True)
    assert (policy.attachment_count, policy.permissions_boundary_usage_count) == (0, 0)
    text = versions.get_policy_version(admin, policy_arn=policy.arn, version_id="v1")
    assert text.policy_version.document == " " + TEXT


def test_its_answer_has_the_tags_given_and_no_description(admin):
    tags = [{"key": "team", "value": "lab"}]
    policy = managed.create_policy(
        admin, policy_name="deploy", policy_document=TEXT, description="d", tags=tags
    ).policy
    assert policy.description is None
    assert [(tag.key, tag.value) for tag in policy.tags] == [("team", "lab")]
    assert managed.create_policy(admin, policy_name="b", policy_document=TEXT).policy.tags is None


def test_names_that_differ_only_by_case_clash(admin, deploy):
    message = "A policy called DEPLOY already exists. Duplicate names are not allowed."
    with refused(EntityAlreadyExists, message):
        managed.create_policy(admin, policy_name="DEPLOY", path="/lab/", policy_document=TEXT)


def test_names_of_aws_policies_are_free(admin):
    made = managed.create_policy(admin, policy_name="ReadOnlyAccess", policy_document=TEXT)
    assert made.policy.arn == f"arn:aws:iam::{ACCOUNT}:policy/ReadOnlyAccess"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "Syntax errors in policy."),
        (document(allow("s3:*") | {"Principal": "*"}), "Policy document should not specify a"),
        (document(allow("list")), "Actions/Conditions must be prefaced by a vendor"),
        (document(allow("a:b:c")), "Actions/Condition can contain only one colon."),
    ],
)
def test_what_aws_would_not_save_is_refused_in_its_words(admin, text, message):
    with pytest.raises(MalformedPolicyDocument, match=message):
        managed.create_policy(admin, policy_name="deploy", policy_document=text)
    assert not Policy.objects.filter(account_id=ACCOUNT).exists()


def test_a_text_has_a_quota_white_space_left_out(admin):
    frame = len(document(allow("s3:")).replace(" ", ""))
    text = document(allow("s3:" + "a" * (6144 - frame)))
    managed.create_policy(admin, policy_name="full", policy_document=text + "\n" * 9999)
    with refused(LimitExceeded, "Cannot exceed quota for PolicySize: 6144"):
        managed.create_policy(
            admin, policy_name="over", policy_document=text.replace("s3:", "s3:a")
        )


@pytest.mark.parametrize("path", ["lab", "/l ab/", "/lab", "/<>/"])
def test_paths_keep_to_aws_alphabet(admin, path):
    with pytest.raises(ValidationError, match="at 'path' failed to satisfy constraint"):
        managed.create_policy(admin, policy_name="deploy", path=path, policy_document=TEXT)


def test_tag_keys_that_differ_only_by_case_clash(admin):
    tags = [{"key": "team", "value": "a"}, {"key": "Team", "value": "b"}]
    with pytest.raises(InvalidInput, match="Duplicate tag keys found"):
        managed.create_policy(admin, policy_name="deploy", policy_document=TEXT, tags=tags)
