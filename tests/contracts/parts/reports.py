"""Reports and what an organization asks in the contract tests."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from accounts import credential_report
from accounts.models import AccessReport, Account, DelegationRequest, LastUse, User
from tests import people

if TYPE_CHECKING:
    from tests.contracts.world import World

TEMPLATE = "arn:aws:iam::aws:role-template/lambda.amazonaws.com/Basic:1"
NOBODY = "00000000-0000-4000-8000-000000000000"
VALUES: dict[str, Any] = {
    "arn": f"arn:aws:iam::{people.ACCOUNT}:user/staff/alice",
    "days": 1,
    "delegation_request_id": NOBODY,
    "entity_arn": f"arn:aws:iam::{people.ACCOUNT}:delegation-request/{NOBODY}",
    "job_id": NOBODY,
    "permissions": {"policy_template_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
    "trade_in_token": "token",
    "entity_path": "o-a1b2c3d4e5/r-f6g7h8i9j0example",
    "global_endpoint_token_version": "v1Token",
    "notes": "a note",
    "notification_channel": "arn:aws:sns:us-east-1:111122223333:delegations",
    "properties": {"RoleManager/Enabled": "true"},
    "requestor_workflow_id": "another-workflow",
    "service_namespace": "s3",
    "service_namespaces": ["s3"],
    "session_duration": 3600,
    "template_arn": TEMPLATE,
}
_STATES = ("UNASSIGNED", "ASSIGNED", "ACCEPTED", "FINALIZED")


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """Make one of each, with `text` wherever text can stand; values of parameters that name it."""
    account, dave = world.account, world.dave
    # Old enough for it to be told what was not used for a day.
    long_ago = now() - timedelta(days=30)
    Account.objects.filter(pk=account.pk).update(created=long_ago)
    User.objects.filter(pk=dave.pk).update(created=long_ago)
    LastUse.objects.create(
        account=account,
        principal_id=dave.user_id,
        service="s3",
        action="GetObject",
        is_refused=False,
        time=now(),
        region=text,
    )
    job = AccessReport.objects.create(
        account=account,
        asked_by=dave.user_id,
        kind="SERVICE_LEVEL",
        subject=dave.arn,
        subject_id=dave.user_id,
        created=now(),
        services=[{"namespace": "s3", "name": text}],
    )
    credential_report.ask(account.id)
    for state in _STATES:
        _delegation(world, state, text)
    return VALUES | {
        "arn": dave.arn,
        "job_id": str(job.job_id),
        "delegation_request_id": _id(world, "ASSIGNED"),
        "entity_arn": f"arn:aws:iam::{account.id}:delegation-request/{_id(world, 'ASSIGNED')}",
        "permissions": {"policy_template_arn": world.deploy.arn},
        "trade_in_token": _token(world),
    }


def _delegation(world: World, state: str, text: str) -> None:
    """A request of the account to itself. What nobody owns yet is asked of it, too."""
    account, dave = world.account, world.dave
    DelegationRequest.objects.create(
        account=account,
        workflow_id=_workflow(world, state),
        owner_account_id=account.id,
        owner_arn="" if state == "UNASSIGNED" else dave.arn,
        approver_arn=dave.arn,
        approver_id=dave.user_id,
        description=text,
        message=text,
        template_arn=world.deploy.arn,
        policy=people.document(people.allow("s3:*")),
        redirect_url=f"https://example.com/{text}",
        notification_channel=VALUES["notification_channel"],
        session_seconds=3600,
        state=state,
        notes=text,
        created=now(),
        updated=now(),
        expires=now() + timedelta(days=1),
        token_digest=hashlib.sha256(_token(world).encode()).hexdigest(),
    )


def _workflow(world: World, state: str) -> str:
    return f"{state}-{world.dave.name}"


def _token(world: World) -> str:
    return f"token-of-{world.dave.user_id}"


def _id(world: World, state: str) -> str:
    wanted = {"workflow_id": _workflow(world, state), "account": world.account}
    return str(DelegationRequest.objects.get(**wanted))


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    return {
        "AssociateDelegationRequest": {"delegation_request_id": _id(world, "UNASSIGNED")},
        "SendDelegationToken": {"delegation_request_id": _id(world, "ACCEPTED")},
        "SearchCredentials": {"password": None},
    }
