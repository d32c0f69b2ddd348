from __future__ import annotations

import json
import secrets

from django.core.signing import BadSignature, Signer
from django.utils.timezone import now

from accounts import linked_services, rules, targets
from accounts.models import Account, Role
from accounts.names import (
    CustomSuffix,
    DeletionTaskId,
    LinkedServiceName,
    RoleDescription,
    RoleName,
)
from accounts.shapes import DeletionStatusResult, DeletionTaskResult, RoleResult, RoleShape
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput, NoSuchEntity
from iamconsole.gate import operation
from policies.models import Attachment, Policy


@operation(
    on=targets.new_service_linked_role,
    context={"iam:AWSServiceName": "aws_service_name"},
    is_decisive=False,
)
def create_service_linked_role(
    call: Call[Role],
    *,
    aws_service_name: LinkedServiceName,
    description: RoleDescription = "",
    custom_suffix: CustomSuffix | None = None,
) -> RoleResult:
    """Make the role under which a service acts in the account. Only the service may change it."""
    service = linked_services.find(aws_service_name)
    if service is None or (custom_suffix and not service.takes_suffix):
        raise InvalidInput(f"Custom suffix is not allowed for {aws_service_name}")
    role = call.target
    if len(role.name) > rules.MAX_ROLE_NAME_CHARACTERS:
        raise InvalidInput(f"With the custom suffix the role name {role.name} is too long.")
    role.description, role.created = description, now()
    role.trust_policy = _trust(aws_service_name, "sts:AssumeRole")
    taken = InvalidInput(
        f"Service role name {role.name} has been taken in this account, please try a different "
        "suffix."
    )
    with rules.refusing_a_clash(taken):
        role.save(force_insert=True)
    Attachment.objects.create(
        account_id=call.account_id,
        role=role,
        policy=Policy.objects.get(account=None, name=service.policy_name),
        created=now(),
    )
    # AWS answers with lists here, though GetRole does not.
    return RoleResult(role=RoleShape.new(role, _trust([aws_service_name], ["sts:AssumeRole"])))


@operation(on=targets.service_linked_role)
def delete_service_linked_role(call: Call[Role], *, role_name: RoleName) -> DeletionTaskResult:
    """Delete a service's role with its policy. It is gone at once; the task only says so."""
    role = rules.locked(call.target)
    role.attachments.all().delete()
    role.inline_policies.all().delete()
    rules.delete(role)
    task = f"task{role.path}{role.name}/{secrets.token_hex(8)}"
    return DeletionTaskResult(deletion_task_id=_signer(call.account_id).sign(task))


@operation(on=targets.account)
def get_service_linked_role_deletion_status(
    call: Call[Account], *, deletion_task_id: DeletionTaskId
) -> DeletionStatusResult:
    """Tell how a service's role was deleted: a task is only given for what is done."""
    try:
        _signer(call.account_id).unsign(deletion_task_id)
    except BadSignature:
        raise NoSuchEntity(f"Deletion task {deletion_task_id} cannot be found.") from None
    return DeletionStatusResult(status="SUCCEEDED")


def _trust(service: str | list[str], action: str | list[str]) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _signer(account_id: str) -> Signer:
    return Signer(salt=f"deletion of a service's role in {account_id}")
