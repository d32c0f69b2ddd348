from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import (
    AccessDenied,
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
)
from policies.operations import versions
from tests.people import ACCOUNT, allow, attach, calling, document
from tests.refusals import refused

LISTING = document(allow("iam:ListUsers"))


def add(caller, policy, text=LISTING, **more):
    return versions.create_policy_version(
        caller, policy_arn=policy.arn, policy_document=text, **more
    ).policy_version


def test_it_adds_a_text_that_does_not_hold_yet(admin, deploy, dave):
    attach(dave, deploy)
    version = add(admin, deploy)
    assert (version.version_id, version.is_default_version) == ("v2", False)
    assert version.document is None
    with pytest.raises(AccessDenied):
        users.list_users(calling(dave))


def test_it_holds_at_once_if_asked_to(admin, deploy, dave):
    attach(dave, deploy)
    assert add(admin, deploy, set_as_default=True).is_default_version
    assert users.list_users(calling(dave)).users


def test_the_sixth_version_is_refused(admin, deploy):
    for _ in range(4):
        add(admin, deploy)
    message = (
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
        "delete an existing version."
    )
    with refused(LimitExceeded, message):
        add(admin, deploy)


def test_numbers_are_never_used_again(admin, deploy):
    add(admin, deploy)
    versions.delete_policy_version(admin, policy_arn=deploy.arn, version_id="v2")
    assert add(admin, deploy).version_id == "v3"


def test_what_aws_would_not_save_is_refused(admin, deploy):
    with refused(MalformedPolicyDocument, "Syntax errors in policy."):
        add(admin, deploy, "{}}")
    long = document(allow("s3:" + "a" * 6144))
    with refused(LimitExceeded, "Cannot exceed quota for PolicySize: 6144"):
        add(admin, deploy, long)
    assert deploy.versions.count() == 1


def test_aws_policies_are_not_the_accounts_to_change(root):
    with refused(AccessDenied, "Cannot update policies outside your own account."):
        versions.create_policy_version(
            calling(root),
            policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess",
            policy_document=LISTING,
        )


def test_unknown_policies_are_missed(admin):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
    with refused(NoSuchEntity, f"Policy {arn} was not found."):
        versions.create_policy_version(admin, policy_arn=arn, policy_document=LISTING)
