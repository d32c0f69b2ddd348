"""Requests for delegated rights, as tests make them: the account elsewhere asks this one."""

from __future__ import annotations

from typing import Any

from accounts.models import DelegationRequest
from accounts.operations import delegations
from iamconsole.caller import Caller

TOPIC = "arn:aws:sns:us-east-1:444455556666:delegations"


def create_delegation_request(caller: Caller, policy_arn: str, **more: Any) -> str:
    """The id of a new request for the rights of a policy."""
    given = {
        "description": "Look after the photos",
        "permissions": {"policy_template_arn": policy_arn},
        "requestor_workflow_id": "workflow-1",
        "notification_channel": TOPIC,
        "session_duration": 3600,
    }
    asked = delegations.create_delegation_request.perform(caller, given | more)
    return asked.delegation_request_id


def act(name: str, caller: Caller, request_id: str, **more: Any) -> Any:
    """Call the operation of that name on a request."""
    return getattr(delegations, name).perform(caller, {"delegation_request_id": request_id, **more})


def row(request_id: str) -> DelegationRequest:
    return DelegationRequest.objects.get(request_id=request_id)
