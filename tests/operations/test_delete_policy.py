from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, DeleteConflict, NoSuchEntity
from policies.models import Policy, PolicyVersion
from policies.operations import managed, versions
from tests.people import allow, attach, bound, calling, document
from tests.refusals import refused


def delete(caller, policy):
    managed.delete_policy(caller, policy_arn=policy.arn)


def test_it_deletes_a_policy_with_its_last_version(admin, deploy):
    delete(admin, deploy)
    assert not PolicyVersion.objects.filter(policy_id=deploy.pk).exists()
    with refused(NoSuchEntity, f"Policy {deploy.arn} was not found."):
        delete(admin, deploy)


@pytest.mark.parametrize("hang", [attach, bound])
def test_those_who_hold_it_must_go_first(admin, dave, deploy, hang):
    hang(dave, deploy)
    with refused(DeleteConflict, "Cannot delete a policy attached to entities."):
        delete(admin, deploy)


def test_its_other_versions_must_go_first(admin, deploy):
    versions.create_policy_version(
        admin, policy_arn=deploy.arn, policy_document=document(allow("ec2:*"))
    )
    with refused(
        DeleteConflict,
        "This policy has more than one version. Before you delete a policy, you must delete "
        "the policy's versions. The default version is deleted with the policy.",
    ):
        delete(admin, deploy)


def test_aws_policies_stay_even_for_root(root):
    policy = Policy.objects.get(account=None, name="ReadOnlyAccess")
    with refused(AccessDenied, "Cannot delete policies outside your own account."):
        delete(calling(root), policy)


def test_another_accounts_policies_are_refused_whether_there_are_any_or_not(admin, foreign):
    for arn in (foreign.arn, f"{foreign.arn}-2"):
        with refused(AccessDenied, "Cannot delete policies outside your own account."):
            managed.delete_policy(admin, policy_arn=arn)
    assert Policy.objects.filter(pk=foreign.pk).exists()
