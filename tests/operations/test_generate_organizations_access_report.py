from __future__ import annotations

import re

import pytest

from accounts.operations.organizations import generate_organizations_access_report
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import ACCOUNT, allow, calling, grant

ROOT = "o-a1b2c3d4e5/r-f6g7h8i9j0example"


def generate(caller, entity_path=ROOT, **more):
    return generate_organizations_access_report.perform(
        caller, {"entity_path": entity_path, **more}
    )


def test_a_job_is_begun(admin):
    job_id = generate(admin).job_id
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", job_id)


def test_only_parts_of_organizations_can_be_asked_about(admin):
    for path in ("somewhere-in-the-organization", "o-1/r-1", "o-A1B2C3D4E5/r-f6g7h8i9"):
        with pytest.raises(ValidationError):
            generate(admin, path)
    with pytest.raises(ValidationError):
        generate(admin, organizations_policy_id="policy")


def test_permission_can_be_kept_to_a_part_and_a_policy(carol):
    grant(
        carol,
        allow(
            "iam:GenerateOrganizationsAccessReport",
            f"arn:aws:iam::{ACCOUNT}:access-report/{ROOT}",
            StringEquals={"iam:OrganizationsPolicyId": "p-12345678"},
        ),
    )
    generate(calling(carol), organizations_policy_id="p-12345678")
    for path, policy in ((ROOT, "p-87654321"), (f"{ROOT}/ou-1234-5678", "p-12345678")):
        with pytest.raises(AccessDenied):
            generate(calling(carol), path, organizations_policy_id=policy)
