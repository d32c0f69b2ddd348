"""Roles and instance profiles, from beginning to end, as boto3 asks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.people import ACCOUNT, allow, document

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
ARN = f"arn:aws:iam::{ACCOUNT}:role/eng/Pilot"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/staff/alice"},
        }
    ],
}


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
    made = a_role_is_made(iam)
    its_trust_is_written_anew(iam)
    its_policies_come_and_go(iam)
    it_is_carried_by_a_profile(iam, made)
    everything_is_told_at_once(iam)
    it_is_deleted(iam)
    a_service_has_its_own(iam)


def a_role_is_made(iam: Any) -> Any:
    made = iam.create_role(
        RoleName="Pilot",
        Path="/eng/",
        AssumeRolePolicyDocument=json.dumps(TRUST),
        Description="Flies",
        MaxSessionDuration=7200,
        PermissionsBoundary=READ_ONLY,
        Tags=[{"Key": "team", "Value": "Zürich / 7"}],
    )["Role"]
    assert (made["Arn"], made["AssumeRolePolicyDocument"]) == (ARN, TRUST)
    assert not {"Description", "MaxSessionDuration", "RoleLastUsed"} & made.keys()
    known = iam.get_role(RoleName="Pilot")["Role"]
    told = {"Description": "Flies", "MaxSessionDuration": 7200, "RoleLastUsed": {}}
    assert known == made | told
    iam.get_waiter("role_exists").wait(RoleName="Pilot", WaiterConfig={"MaxAttempts": 1})
    (listed,) = iam.list_roles(PathPrefix="/eng/")["Roles"]
    assert not {"Tags", "PermissionsBoundary", "RoleLastUsed"} & listed.keys()
    iam.tag_role(RoleName="Pilot", Tags=[{"Key": "level", "Value": ""}])
    iam.untag_role(RoleName="Pilot", TagKeys=["team"])
    assert iam.list_role_tags(RoleName="Pilot")["Tags"] == [{"Key": "level", "Value": ""}]
    iam.update_role(RoleName="Pilot", MaxSessionDuration=3600)
    assert iam.get_role(RoleName="Pilot")["Role"]["Description"] == "Flies"
    said = iam.update_role_description(RoleName="Pilot", Description="Lands")["Role"]
    assert (said["Description"], said["MaxSessionDuration"]) == ("Lands", 3600)
    iam.delete_role_permissions_boundary(RoleName="Pilot")
    iam.put_role_permissions_boundary(RoleName="Pilot", PermissionsBoundary=READ_ONLY)
    iam.delete_role_permissions_boundary(RoleName="Pilot")
    return made


def its_trust_is_written_anew(iam: Any) -> None:
    trust = json.loads(json.dumps(TRUST))
    trust["Statement"][0]["Principal"] = {"Service": "ec2.amazonaws.com"}
    iam.update_assume_role_policy(RoleName="Pilot", PolicyDocument=json.dumps(trust))
    assert iam.get_role(RoleName="Pilot")["Role"]["AssumeRolePolicyDocument"] == trust
    with pytest.raises(iam.exceptions.MalformedPolicyDocumentException):
        iam.update_assume_role_policy(RoleName="Pilot", PolicyDocument="{")


def its_policies_come_and_go(iam: Any) -> None:
    text = document(allow("s3:*"))
    iam.put_role_policy(RoleName="Pilot", PolicyName="s3", PolicyDocument=text)
    policy = iam.get_role_policy(RoleName="Pilot", PolicyName="s3")
    assert policy["PolicyDocument"] == json.loads(text)
    assert iam.list_role_policies(RoleName="Pilot")["PolicyNames"] == ["s3"]
    iam.delete_role_policy(RoleName="Pilot", PolicyName="s3")
    iam.attach_role_policy(RoleName="Pilot", PolicyArn=READ_ONLY)
    assert iam.list_attached_role_policies(RoleName="Pilot")["AttachedPolicies"] == [
        {"PolicyName": "IAMReadOnlyAccess", "PolicyArn": READ_ONLY}
    ]
    holders = iam.list_entities_for_policy(PolicyArn=READ_ONLY, EntityFilter="Role")
    assert [role["RoleName"] for role in holders["PolicyRoles"]] == ["Pilot"]
    answer = iam.simulate_principal_policy(PolicySourceArn=ARN, ActionNames=["iam:GetUser"])
    assert [one["EvalDecision"] for one in answer["EvaluationResults"]] == ["allowed"]
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_role(RoleName="Pilot")


def it_is_carried_by_a_profile(iam: Any, role: Any) -> None:
    given = {"InstanceProfileName": "Machines"}
    made = iam.create_instance_profile(Path="/eng/", **given)["InstanceProfile"]
    assert (made["Roles"], "Tags" in made) == ([], False)
    iam.get_waiter("instance_profile_exists").wait(**given, WaiterConfig={"MaxAttempts": 1})
    iam.add_role_to_instance_profile(RoleName="Pilot", **given)
    with pytest.raises(iam.exceptions.LimitExceededException):
        iam.add_role_to_instance_profile(RoleName="Pilot", **given)
    iam.tag_instance_profile(Tags=[{"Key": "level", "Value": "2"}], **given)
    iam.untag_instance_profile(TagKeys=["team"], **given)
    assert iam.list_instance_profile_tags(**given)["Tags"] == [{"Key": "level", "Value": "2"}]
    known = iam.get_instance_profile(**given)["InstanceProfile"]
    assert [one["RoleId"] for one in known["Roles"]] == [role["RoleId"]]
    for listed in (
        iam.list_instance_profiles(PathPrefix="/eng/"),
        iam.list_instance_profiles_for_role(RoleName="Pilot"),
    ):
        assert [one["Arn"] for one in listed["InstanceProfiles"]] == [made["Arn"]]


def everything_is_told_at_once(iam: Any) -> None:
    pages = iam.get_paginator("get_account_authorization_details").paginate(
        PaginationConfig={"PageSize": 1}
    )
    told = pages.build_full_result()
    assert [one["UserName"] for one in told["UserDetailList"]] == ["alice"]
    (role,) = told["RoleDetailList"]
    assert (role["Arn"], role["RoleLastUsed"]) == (ARN, {})
    assert [one["InstanceProfileName"] for one in role["InstanceProfileList"]] == ["Machines"]
    policy = next(one for one in told["Policies"] if one["Arn"] == READ_ONLY)
    assert policy["AttachmentCount"] == 1
    assert policy["PolicyVersionList"][0]["Document"]["Version"] == "2012-10-17"


def it_is_deleted(iam: Any) -> None:
    iam.detach_role_policy(RoleName="Pilot", PolicyArn=READ_ONLY)
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_instance_profile(InstanceProfileName="Machines")
    iam.remove_role_from_instance_profile(InstanceProfileName="Machines", RoleName="Pilot")
    iam.delete_instance_profile(InstanceProfileName="Machines")
    iam.delete_role(RoleName="Pilot")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="Pilot")


def a_service_has_its_own(iam: Any) -> None:
    role = iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")["Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": ["ecs.amazonaws.com"]}
    with pytest.raises(iam.exceptions.UnmodifiableEntityException):
        iam.attach_role_policy(RoleName=role["RoleName"], PolicyArn=READ_ONLY)
    task = iam.delete_service_linked_role(RoleName=role["RoleName"])["DeletionTaskId"]
    status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
    assert status["Status"] == "SUCCEEDED"
