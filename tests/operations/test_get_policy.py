from __future__ import annotations

from iamconsole.errors import NoSuchEntity, ValidationError
from policies.models import Policy
from policies.operations import managed
from tests.people import ACCOUNT, allow, attach, bound, document, make_policy
from tests.refusals import refused


def test_it_tells_what_is_known_about_a_policy(admin, dave, crew, carol):
    made = managed.create_policy(
        admin,
        policy_name="deploy",
        policy_document=document(allow("s3:*")),
        description="Ships things",
        tags=[{"key": "team", "value": "lab"}],
    ).policy
    deploy = Policy.objects.get(name="deploy")
    attach(dave, deploy)
    attach(crew, deploy)
    bound(carol, deploy)
    policy = managed.get_policy(admin, policy_arn=made.arn).policy
    assert (policy.attachment_count, policy.permissions_boundary_usage_count) == (2, 1)
    assert policy.description == "Ships things"
    assert [(tag.key, tag.value) for tag in policy.tags] == [("team", "lab")]


def test_tags_are_always_told(admin, deploy):
    policy = managed.get_policy(admin, policy_arn=deploy.arn).policy
    assert (policy.tags, policy.description) == ((), None)


def test_of_aws_policies_it_counts_the_uses_in_this_account_alone(admin, mallory):
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert managed.get_policy(admin, policy_arn=arn).policy.attachment_count == 1


def test_unknown_and_foreign_policies_are_missed(admin, foreign):
    for arn in (foreign.arn, f"arn:aws:iam::{ACCOUNT}:policy/none", "arn:aws:iam::aws:policy/no"):
        with refused(NoSuchEntity, f"Policy {arn} was not found."):
            managed.get_policy(admin, policy_arn=arn)


def test_the_path_is_part_of_the_arn(admin, account):
    make_policy(account, "deploy", path="/lab/")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/deploy"
    with refused(NoSuchEntity, f"Policy {arn} was not found."):
        managed.get_policy(admin, policy_arn=arn)


def test_what_is_no_arn_of_a_policy_is_refused(admin):
    with refused(ValidationError, "ARN longpolicynamebutnoarn is not valid."):
        managed.get_policy(admin, policy_arn="longpolicynamebutnoarn")
