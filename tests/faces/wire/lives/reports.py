"""Reports and what an organization asks, from beginning to end, as boto3 asks."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from django.core import mail

from accounts import mails
from tests.faces.wire.conftest import client_with
from tests.people import ACCOUNT, allow, document

ALICE = f"arn:aws:iam::{ACCOUNT}:user/staff/alice"
TEMPLATE = "arn:aws:iam::aws:role-template/lambda.amazonaws.com/Basic:1"


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
    everybodys_credentials_are_told(iam)
    what_was_used_is_told(iam)
    an_organization_is_missed(iam)
    preferences_are_kept(iam)
    templates_are_missed(iam)
    rights_are_lent(iam, sts)


def everybodys_credentials_are_told(iam: Any) -> None:
    with pytest.raises(iam.exceptions.CredentialReportNotPresentException):
        iam.get_credential_report()
    started = iam.generate_credential_report()
    assert (started["State"], started["Description"][:16]) == ("STARTED", "No report exists")
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    report = iam.get_credential_report()
    assert report["ReportFormat"] == "text/csv"
    root, *users = csv.DictReader(report["Content"].decode().splitlines())
    assert (root["user"], root["password_enabled"]) == ("<root_account>", "not_supported")
    alice = next(line for line in users if line["user"] == "alice")
    assert (alice["arn"], alice["access_key_1_active"]) == (ALICE, "true")


def what_was_used_is_told(iam: Any) -> None:
    iam.list_users()
    asked = {"Arn": ALICE, "Granularity": "ACTION_LEVEL"}
    job_id = iam.generate_service_last_accessed_details(**asked)["JobId"]
    told = iam.get_service_last_accessed_details(JobId=job_id, MaxItems=1000)
    assert (told["JobStatus"], told["JobType"]) == ("COMPLETED", "ACTION_LEVEL")
    by_name = {one["ServiceNamespace"]: one for one in told["ServicesLastAccessed"]}
    assert by_name["iam"]["LastAuthenticatedEntity"] == ALICE
    assert by_name["iam"]["TotalAuthenticatedEntities"] == 1
    actions = {one["ActionName"]: one for one in by_name["iam"]["TrackedActionsLastAccessed"]}
    assert actions["ListUsers"]["LastAccessedEntity"] == ALICE
    assert "LastAuthenticated" not in by_name["s3"]
    entities = iam.get_service_last_accessed_details_with_entities(
        JobId=job_id, ServiceNamespace="iam"
    )["EntityDetailsList"]
    assert [one["EntityInfo"]["Name"] for one in entities] == ["alice"]
    (granting,) = iam.list_policies_granting_service_access(Arn=ALICE, ServiceNamespaces=["s3"])[
        "PoliciesGrantingServiceAccess"
    ]
    assert [one["PolicyName"] for one in granting["Policies"]] == ["AdministratorAccess"]
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_service_last_accessed_details(JobId="0" * 36)


def an_organization_is_missed(iam: Any) -> None:
    for ask in (
        iam.list_organizations_features,
        iam.enable_organizations_root_credentials_management,
        iam.disable_organizations_root_credentials_management,
        iam.enable_organizations_root_sessions,
        iam.disable_organizations_root_sessions,
    ):
        with pytest.raises(iam.exceptions.OrganizationNotFoundException):
            ask()
    path = "o-a1b2c3d4e5/r-f6g7h8i9j0example"
    job_id = iam.generate_organizations_access_report(EntityPath=path)["JobId"]
    told = iam.get_organizations_access_report(JobId=job_id)
    assert (told["JobStatus"], told["ErrorDetails"]["Code"]) == (
        "FAILED",
        "OrganizationNotFoundException",
    )


def preferences_are_kept(iam: Any) -> None:
    iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v1Token")
    assert iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 1
    properties = {"RoleManager/Enabled": "true", "RoleManager/Limit": "7"}
    iam.put_account_properties(Properties=properties)
    assert iam.get_account_properties()["Properties"] == properties


def templates_are_missed(iam: Any) -> None:
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role_template_version(TemplateArn=TEMPLATE)
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.acquire_role(
            TemplateArn=TEMPLATE, ReplacementValues={"Bucket": {"Values": ["photos", "films"]}}
        )


def rights_are_lent(iam: Any, sts: Any) -> None:
    arn = iam.create_policy(PolicyName="lent", PolicyDocument=document(allow("s3:*")))["Policy"][
        "Arn"
    ]
    refused, made = (_asked(iam, arn, f"workflow-{number}") for number in (1, 2))
    iam.associate_delegation_request(DelegationRequestId=refused)
    iam.reject_delegation_request(DelegationRequestId=refused, Notes="not this one")
    iam.associate_delegation_request(DelegationRequestId=made)
    listed = iam.list_delegation_requests(OwnerId=ALICE, MaxItems=1)
    assert listed["isTruncated"]
    assert listed["DelegationRequests"][0]["RejectionReason"] == "not this one"
    iam.update_delegation_request(DelegationRequestId=made, Notes="please look")
    told = iam.get_delegation_request(DelegationRequestId=made, DelegationPermissionCheck=True)
    assert told["DelegationRequest"]["State"] == "PENDING_APPROVAL"
    assert told["PermissionCheckResult"] == "ALLOWED"
    entity = f"arn:aws:iam::{ACCOUNT}:delegation-request/{made}"
    summary = iam.get_human_readable_summary(EntityArn=entity)
    assert summary["SummaryContent"] == "Allows everything of Amazon S3."
    iam.accept_delegation_request(DelegationRequestId=made)
    with pytest.raises(iam.exceptions.ConcurrentModificationException):
        iam.accept_delegation_request(DelegationRequestId=made)
    iam.send_delegation_token(DelegationRequestId=made)
    mails.send_due()
    token = re.search(r"^[\w-]{43}$", mail.outbox[-1].body, re.MULTILINE)
    assert token
    lent = sts.get_delegated_access_token(TradeInToken=token.group())
    assert lent["AssumedPrincipal"] == ALICE
    assert _as_lent(lent["Credentials"]).get_caller_identity()["Arn"] == ALICE
    with pytest.raises(sts.exceptions.ExpiredTradeInTokenException):
        sts.get_delegated_access_token(TradeInToken=token.group())


def _asked(iam: Any, policy_arn: str, workflow_id: str) -> str:
    request_id: str = iam.create_delegation_request(
        Description="Look after the photos",
        Permissions={"PolicyTemplateArn": policy_arn},
        RequestorWorkflowId=workflow_id,
        NotificationChannel="arn:aws:sns:us-east-1:111122223333:delegations",
        SessionDuration=3600,
    )["DelegationRequestId"]
    return request_id


def _as_lent(credentials: Any) -> Any:
    return client_with(
        "sts",
        credentials["AccessKeyId"],
        credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
