from __future__ import annotations

from iamconsole.errors import AccessDenied, DeleteConflict, NoSuchEntity
from policies.operations import versions
from tests.people import allow, calling, document
from tests.refusals import refused


def delete(caller, arn, version_id):
    versions.delete_policy_version(caller, policy_arn=arn, version_id=version_id)


def test_it_deletes_a_version_that_does_not_hold(admin, deploy):
    versions.create_policy_version(
        admin,
        policy_arn=deploy.arn,
        policy_document=document(allow("ec2:*")),
        set_as_default=True,
    )
    delete(admin, deploy.arn, "v1")
    assert [version.number for version in deploy.versions.all()] == [2]


def test_the_default_version_stays(admin, deploy):
    with refused(DeleteConflict, "Cannot delete the default version of a policy."):
        delete(admin, deploy.arn, "v1")


def test_unknown_versions_are_missed(admin, deploy):
    message = f"Policy {deploy.arn} version v9 does not exist or is not attachable."
    with refused(NoSuchEntity, message):
        delete(admin, deploy.arn, "v9")


def test_aws_policies_are_not_the_accounts_to_change(root):
    message = "Cannot delete policy versions for policies outside your own account."
    with refused(AccessDenied, message):
        delete(calling(root), "arn:aws:iam::aws:policy/ReadOnlyAccess", "v1")
