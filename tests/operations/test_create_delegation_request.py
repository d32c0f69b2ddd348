from __future__ import annotations

import pytest

from accounts.models import DelegationRequest
from iamconsole.errors import AccessDenied, EntityAlreadyExists, InvalidInput, ValidationError
from tests.operations import delegating
from tests.people import ELSEWHERE, allow, calling, grant, make_policy, make_user
from tests.refusals import refused


@pytest.fixture
def asker(mallory):
    return calling(mallory)


def test_a_request_holds_the_policy_as_it_is_now(asker, foreign):
    request_id = delegating.create_delegation_request(
        asker, foreign.arn, request_message="Please", only_send_by_owner=True
    )
    row = delegating.row(request_id)
    assert (row.account_id, row.state, row.owner_account_id) == (ELSEWHERE, "UNASSIGNED", "")
    assert row.policy == foreign.versions.get().document
    assert (row.message, row.session_seconds, row.is_sent_by_owner_only) == ("Please", 3600, True)


def test_a_workflow_has_one_request(asker, foreign, delegation):
    with refused(EntityAlreadyExists, "A request for workflow-1 exists already."):
        delegating.create_delegation_request(asker, foreign.arn)
    delegating.create_delegation_request(asker, foreign.arn, requestor_workflow_id="workflow-2")


def test_the_policy_must_be_there_and_fit_into_a_session(asker, foreign, account, deploy):
    for arn in (deploy.arn, f"arn:aws:iam::{ELSEWHERE}:policy/nobodys"):
        with refused(InvalidInput, f"Policy {arn} was not found."):
            delegating.create_delegation_request(asker, arn)
    long = make_policy(foreign.account, "long", allow("s3:GetObject", "arn:aws:s3:::" + "x" * 2048))
    with refused(InvalidInput, "The policy must have 2048 characters at most."):
        delegating.create_delegation_request(asker, long.arn)
    assert not DelegationRequest.objects.exists()


def test_a_managed_policy_is_named_without_parameters(asker, foreign):
    with refused(InvalidInput, "Permissions must name the policy that is asked for."):
        delegating.create_delegation_request(asker, foreign.arn, permissions={})
    parameters = [{"name": "Bucket", "values": ["photos"], "type": "string"}]
    permissions = {"policy_template_arn": foreign.arn, "parameters": parameters}
    with refused(InvalidInput, "A managed policy has no parameters."):
        delegating.create_delegation_request(asker, foreign.arn, permissions=permissions)


def test_the_channel_is_a_topic(asker, foreign):
    with refused(InvalidInput, "The notification channel must be the ARN of an SNS topic."):
        delegating.create_delegation_request(asker, foreign.arn, notification_channel="mail")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session_duration", 299),
        ("session_duration", 43201),
        ("requestor_workflow_id", "1234"),
        ("redirect_url", "javascript:alert(1)"),
        ("owner_account_id", "12345"),
        ("request_message", "x" * 201),
    ],
)
def test_it_keeps_limits(asker, foreign, name, value):
    with pytest.raises(ValidationError):
        delegating.create_delegation_request(asker, foreign.arn, **{name: value})


def test_permission_can_be_kept_to_a_template_a_channel_and_a_duration(foreign):
    erin = make_user(foreign.account, "erin")
    grant(
        erin,
        allow(
            "iam:CreateDelegationRequest",
            f"arn:aws:iam::{ELSEWHERE}:delegation-request/*",
            StringEquals={
                "iam:TemplateArn": foreign.arn,
                "iam:NotificationChannel": delegating.TOPIC,
            },
            NumericLessThanEquals={"iam:DelegationDuration": "3600"},
        ),
    )
    delegating.create_delegation_request(calling(erin), foreign.arn)
    for changed in (
        {"session_duration": 3601},
        {"notification_channel": f"{delegating.TOPIC}-2"},
        {"permissions": {"policy_template_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
    ):
        with pytest.raises(AccessDenied):
            delegating.create_delegation_request(
                calling(erin), foreign.arn, requestor_workflow_id="w-789", **changed
            )
