"""boto3, unmodified: every operation, its errors, its waiters and its pages."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from django.test import Client

from iamconsole.gate import operations
from policies.models import PolicyVersion
from tests.contracts.world import NOT_IN_THIS_WORLD
from tests.faces.wire.conftest import ENDPOINT, client_with
from tests.faces.wire.lives import LIVES
from tests.people import ACCOUNT, access_key, allow, deny, document, grant

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
OWN = f"arn:aws:iam::{ACCOUNT}:policy/eng/Builders"
ALLOW_S3 = document(allow("s3:*"))
DENY_S3 = document(deny("s3:*"))


@pytest.fixture
def asked(iam, monkeypatch):
    """The names of the operations that were asked for and went through."""
    names = set()
    iam.meta.events.register(
        "after-call", lambda model, parsed, **_: "Error" in parsed or names.add(model.name)
    )
    return names


def test_every_operation_answers_boto3(iam, asked, alice, connect):
    a_life_of_users(iam)
    a_life_of_groups(iam)
    a_life_of_policies(iam)
    a_simulation(iam, alice.arn)
    a_life_of_credentials(iam)
    a_life_of_the_account(iam)
    sts = connect(alice, "sts")
    sts.meta.events.register("after-call", lambda model, **_: asked.add(model.name))
    for life in LIVES:
        life.live(iam, sts)
    assert sts.get_caller_identity()["Arn"].endswith(":user/staff/alice")
    never = NOT_IN_THIS_WORLD.keys()
    assert asked | never == {op.name for op in operations if op.service in ("iam", "sts")}


def a_life_of_users(iam):
    tags = [{"Key": "team", "Value": "Zürich / 7"}]
    made = iam.create_user(UserName="dan", Path="/eng/", Tags=tags, PermissionsBoundary=READ_ONLY)[
        "User"
    ]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/eng/dan"
    known = iam.get_user(UserName="dan")["User"]
    assert known == made
    assert known["Tags"] == tags
    assert known["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    iam.delete_user_permissions_boundary(UserName="dan")
    iam.put_user_permissions_boundary(UserName="dan", PermissionsBoundary=READ_ONLY)
    iam.delete_user_permissions_boundary(UserName="dan")
    iam.tag_user(UserName="dan", Tags=[{"Key": "level", "Value": ""}])
    iam.untag_user(UserName="dan", TagKeys=["team"])
    assert iam.list_user_tags(UserName="dan")["Tags"] == [{"Key": "level", "Value": ""}]
    assert [u["UserName"] for u in iam.list_users(PathPrefix="/eng/")["Users"]] == ["dan"]
    iam.update_user(UserName="dan", NewUserName="Daniel", NewPath="/")
    iam.put_user_policy(UserName="Daniel", PolicyName="s3", PolicyDocument=ALLOW_S3)
    policy = iam.get_user_policy(UserName="Daniel", PolicyName="s3")
    assert policy["PolicyDocument"] == json.loads(ALLOW_S3)
    assert iam.list_user_policies(UserName="Daniel")["PolicyNames"] == ["s3"]
    iam.delete_user_policy(UserName="Daniel", PolicyName="s3")
    iam.attach_user_policy(UserName="Daniel", PolicyArn=READ_ONLY)
    assert iam.list_attached_user_policies(UserName="Daniel")["AttachedPolicies"] == [
        {"PolicyName": "IAMReadOnlyAccess", "PolicyArn": READ_ONLY}
    ]
    iam.detach_user_policy(UserName="Daniel", PolicyArn=READ_ONLY)
    iam.delete_user(UserName="Daniel")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_user(UserName="Daniel")


def a_life_of_groups(iam):
    iam.create_group(GroupName="Builders", Path="/eng/")
    iam.update_group(GroupName="Builders", NewGroupName="Makers")
    iam.add_user_to_group(GroupName="Makers", UserName="alice")
    assert [u["UserName"] for u in iam.get_group(GroupName="Makers")["Users"]] == ["alice"]
    assert [g["GroupName"] for g in iam.list_groups()["Groups"]] == ["Makers"]
    assert len(iam.list_groups_for_user(UserName="alice")["Groups"]) == 1
    iam.put_group_policy(GroupName="Makers", PolicyName="s3", PolicyDocument=ALLOW_S3)
    iam.get_group_policy(GroupName="Makers", PolicyName="s3")
    assert iam.list_group_policies(GroupName="Makers")["PolicyNames"] == ["s3"]
    iam.delete_group_policy(GroupName="Makers", PolicyName="s3")
    iam.attach_group_policy(GroupName="Makers", PolicyArn=READ_ONLY)
    assert len(iam.list_attached_group_policies(GroupName="Makers")["AttachedPolicies"]) == 1
    holders = iam.list_entities_for_policy(PolicyArn=READ_ONLY)
    assert [g["GroupName"] for g in holders["PolicyGroups"]] == ["Makers"]
    iam.detach_group_policy(GroupName="Makers", PolicyArn=READ_ONLY)
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_group(GroupName="Makers")
    iam.remove_user_from_group(GroupName="Makers", UserName="alice")
    iam.delete_group(GroupName="Makers")


def a_life_of_policies(iam):
    made = iam.create_policy(
        PolicyName="Builders",
        Path="/eng/",
        PolicyDocument=ALLOW_S3,
        Description="What builders need",
        Tags=[{"Key": "team", "Value": "eng"}],
    )["Policy"]
    assert made["Arn"] == OWN
    assert iam.get_policy(PolicyArn=OWN)["Policy"]["Description"] == "What builders need"
    iam.tag_policy(PolicyArn=OWN, Tags=[{"Key": "level", "Value": "2"}])
    iam.untag_policy(PolicyArn=OWN, TagKeys=["team"])
    assert iam.list_policy_tags(PolicyArn=OWN)["Tags"] == [{"Key": "level", "Value": "2"}]
    iam.create_policy_version(PolicyArn=OWN, PolicyDocument=DENY_S3, SetAsDefault=True)
    second = iam.get_policy_version(PolicyArn=OWN, VersionId="v2")["PolicyVersion"]
    assert (second["Document"], second["IsDefaultVersion"]) == (json.loads(DENY_S3), True)
    iam.set_default_policy_version(PolicyArn=OWN, VersionId="v1")
    iam.delete_policy_version(PolicyArn=OWN, VersionId="v2")
    versions = iam.list_policy_versions(PolicyArn=OWN)["Versions"]
    assert [version["VersionId"] for version in versions] == ["v1"]
    local = iam.list_policies(Scope="Local")["Policies"]
    assert [policy["Arn"] for policy in local] == [OWN]
    iam.delete_policy(PolicyArn=OWN)


def a_simulation(iam, arn):
    documents, actions = [ALLOW_S3, DENY_S3], ["s3:GetObject"]
    custom = iam.simulate_custom_policy(
        PolicyInputList=documents,
        ActionNames=actions,
        ResourceArns=["arn:aws:s3:::photos/cat.jpg"],
        PermissionsBoundaryPolicyInputList=[ALLOW_S3],
        OrderedOrganizationPolicyInputList=[{"ServiceControlPolicyInputList": [ALLOW_S3]}],
        ContextEntries=[
            {
                "ContextKeyName": "aws:TagKeys",
                "ContextKeyValues": ["team", "cost"],
                "ContextKeyType": "stringList",
            }
        ],
    )
    (result,) = custom["EvaluationResults"]
    assert (result["EvalActionName"], result["EvalDecision"]) == ("s3:GetObject", "explicitDeny")
    assert [one["SourcePolicyId"] for one in result["MatchedStatements"]] == ["PolicyInputList.2"]
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert result["EvalDecisionDetails"] == {}
    (on_cat,) = result["ResourceSpecificResults"]
    assert on_cat["EvalResourceDecision"] == "explicitDeny"
    own = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=actions)
    assert [one["EvalDecision"] for one in own["EvaluationResults"]] == ["allowed"]
    asking = json.dumps({"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    asking = ALLOW_S3.replace('"Effect"', f'"Condition": {asking}, "Effect"')
    for keys in (
        iam.get_context_keys_for_custom_policy(PolicyInputList=[asking]),
        iam.get_context_keys_for_principal_policy(PolicySourceArn=arn, PolicyInputList=[asking]),
    ):
        assert keys["ContextKeyNames"] == ["aws:MultiFactorAuthPresent"]


def a_life_of_credentials(iam):
    iam.create_user(UserName="eve")
    iam.create_login_profile(UserName="eve", Password="correct horse battery")
    assert iam.get_login_profile(UserName="eve")["LoginProfile"]["UserName"] == "eve"
    iam.update_login_profile(UserName="eve", PasswordResetRequired=True)
    assert iam.get_login_profile(UserName="eve")["LoginProfile"]["PasswordResetRequired"] is True
    iam.delete_login_profile(UserName="eve")
    key = iam.create_access_key(UserName="eve")["AccessKey"]
    last_used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert last_used["AccessKeyLastUsed"] == {"ServiceName": "N/A", "Region": "N/A"}
    client_with("sts", key["AccessKeyId"], key["SecretAccessKey"]).get_caller_identity()
    used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("sts", "eu-central-1")
    iam.update_access_key(UserName="eve", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    listed = iam.list_access_keys(UserName="eve")["AccessKeyMetadata"]
    assert [k["Status"] for k in listed] == ["Inactive"]
    iam.delete_access_key(UserName="eve", AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName="eve")


def a_life_of_the_account(iam):
    iam.create_account_alias(AccountAlias="a-new-name")
    assert iam.list_account_aliases()["AccountAliases"] == ["a-new-name"]
    iam.delete_account_alias(AccountAlias="a-new-name")
    assert iam.list_account_aliases()["AccountAliases"] == []
    summary = iam.get_account_summary()["SummaryMap"]
    assert (summary["Users"], summary["AccessKeysPerUserQuota"]) == (1, 2)


def test_what_policies_do_not_allow_is_refused_naming_who_what_and_on_what(connect, bob):
    iam = connect(bob)
    assert iam.list_users()["Users"]
    with pytest.raises(ClientError) as refused:
        iam.delete_user(UserName="bob")
    assert refused.value.response["Error"] == {
        "Type": "Sender",
        "Code": "AccessDenied",
        "Message": f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: "
        f"iam:DeleteUser on resource: arn:aws:iam::{ACCOUNT}:user/bob because no "
        "identity-based policy allows the iam:DeleteUser action",
    }
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_change_of_policy_decides_the_next_request(connect, carol):
    iam = connect(carol)
    with pytest.raises(ClientError):
        iam.list_users()
    grant(carol, allow("iam:ListUsers"))
    assert iam.list_users()["Users"]


def test_who_am_i_needs_no_permission(connect, carol, root):
    identity = connect(carol, "sts").get_caller_identity()
    assert (identity["UserId"], identity["Account"]) == (carol.user_id, ACCOUNT)
    assert connect(root, "sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


def test_limits_are_told_in_the_words_of_aws(iam):
    with pytest.raises(ClientError) as refused:
        iam.create_user(UserName="a b", Tags=[{"Key": "", "Value": "x"}])
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    assert refused.value.response["Error"]["Message"] == (
        "3 validation errors detected: "
        r"Value 'a b' at 'userName' failed to satisfy constraint: Member must satisfy regular "
        r"expression pattern: [\w+=,.@-]+; "
        "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length "
        "greater than or equal to 1; "
        "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy "
        r"regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+"
    )


def test_an_empty_list_is_a_list(iam):
    assert "Tags" not in iam.create_user(UserName="dan", Tags=[])["User"]


def test_pages_hold_all_and_repeat_nothing(iam):
    for number in range(7):
        iam.create_user(UserName=f"user-{number}")
    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 3}))
    assert [len(page["Users"]) for page in pages] == [3, 3, 2]
    names = [user["UserName"] for page in pages for user in page["Users"]]
    assert names == ["alice", *(f"user-{number}" for number in range(7))]
    assert "Marker" not in pages[-1]


def test_waiters_succeed_at_the_first_try(iam):
    iam.create_user(UserName="dan")
    at_once = {"WaiterConfig": {"MaxAttempts": 1, "Delay": 0}}
    iam.get_waiter("user_exists").wait(UserName="dan", **at_once)
    iam.get_waiter("policy_exists").wait(PolicyArn=READ_ONLY, **at_once)


def test_documents_come_back_as_they_were_sent(iam):
    sent = '{"Version": "2012-10-17",\n  "Statement": [{"Effect": "Allow", ' + (
        '"Action": "s3:Get*", "Resource": "arn:aws:s3:::été & <b>/${aws:username}"}]}'
    )
    iam.create_policy(PolicyName="Builders", Path="/eng/", PolicyDocument=sent)
    answer = iam.get_policy_version(PolicyArn=OWN, VersionId="v1")["PolicyVersion"]
    assert answer["Document"] == json.loads(sent)
    assert PolicyVersion.objects.get(policy__name="Builders").document == sent


def test_another_accounts_keys_see_only_their_account(connect, alice, mallory):
    names = [user["UserName"] for user in connect(mallory).list_users()["Users"]]
    assert names == ["mallory"]


def test_a_signed_address_proves_who_one_is_to_somebody_else(alice):
    key_id, secret = access_key(alice)
    sts = boto3.client(
        "sts",
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
    )
    # As authenticators of clusters ask for it: a header of theirs is signed with it.
    sts.meta.events.register(
        "before-sign.sts.GetCallerIdentity",
        lambda request, **_: request.headers.add_header("x-k8s-aws-id", "cluster-7"),
    )
    address = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    path = address.removeprefix(ENDPOINT)
    host = {"host": ENDPOINT.removeprefix("http://")}
    shown = Client().get(path, headers=host | {"x-k8s-aws-id": "cluster-7"})
    assert shown.status_code == 200
    assert f"<Arn>{alice.arn}</Arn>" in shown.content.decode()
    for elsewhere in ({}, {"x-k8s-aws-id": "cluster-8"}):
        assert Client().get(path, headers=host | elsewhere).status_code == 403
