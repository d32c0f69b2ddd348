from __future__ import annotations

import pytest

from iamconsole.errors import NoSuchEntity, ValidationError
from policies.operations import versions
from tests.people import ACCOUNT
from tests.refusals import refused


def get(caller, arn, version_id):
    return versions.get_policy_version(caller, policy_arn=arn, version_id=version_id).policy_version


def test_it_gives_the_text_as_submitted(admin, deploy):
    version = get(admin, deploy.arn, "v1")
    assert version.document == deploy.versions.get().document
    assert (version.version_id, version.is_default_version) == ("v1", True)


def test_aws_policies_may_be_read(admin):
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert '"Action": "*"' in get(admin, arn, "v1").document


@pytest.mark.parametrize("version_id", ["v9", "v999999999999999999999", "v1000000000"])
def test_unknown_versions_are_missed(admin, deploy, version_id):
    message = f"Policy {deploy.arn} version {version_id} does not exist or is not attachable."
    with refused(NoSuchEntity, message):
        get(admin, deploy.arn, version_id)


def test_unknown_and_foreign_policies_are_missed(admin, foreign):
    for arn in (foreign.arn, f"arn:aws:iam::{ACCOUNT}:policy/TestNonExistingPolicy"):
        with refused(NoSuchEntity, f"Policy {arn} version v1 does not exist or is not attachable."):
            get(admin, arn, "v1")


@pytest.mark.parametrize("version_id", ["1", "v0", "v", "v-1", "latest", "v1\n"])
def test_what_is_no_version_is_refused(admin, deploy, version_id):
    with pytest.raises(ValidationError, match="at 'versionId' failed to satisfy constraint"):
        get(admin, deploy.arn, version_id)
