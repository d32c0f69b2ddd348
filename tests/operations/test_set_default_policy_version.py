from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.operations import versions
from tests.people import ACCOUNT, allow, attach, calling, document
from tests.refusals import refused


def choose(caller, arn, version_id):
    versions.set_default_policy_version(caller, policy_arn=arn, version_id=version_id)


def test_the_other_version_holds_at_once_and_back_again(admin, deploy, dave):
    attach(dave, deploy)
    versions.create_policy_version(
        admin, policy_arn=deploy.arn, policy_document=document(allow("iam:ListUsers"))
    )
    choose(admin, deploy.arn, "v2")
    assert users.list_users(calling(dave)).users
    choose(admin, deploy.arn, "v1")
    with pytest.raises(AccessDenied):
        users.list_users(calling(dave))


def test_unknown_versions_and_policies_are_missed(admin, deploy):
    for arn in (deploy.arn, f"arn:aws:iam::{ACCOUNT}:policy/nothing"):
        with refused(NoSuchEntity, f"Policy {arn} version v4 does not exist or is not attachable."):
            choose(admin, arn, "v4")


def test_aws_policies_are_not_the_accounts_to_change(root):
    with refused(AccessDenied, "Cannot update policies outside your own account."):
        choose(calling(root), "arn:aws:iam::aws:policy/ReadOnlyAccess", "v1")
