"""How parameters name a request for delegated rights."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q

from accounts.models import DelegationRequest
from accounts.names import DelegationPermission
from iamconsole.caller import Caller, Found
from iamconsole.errors import InvalidInput, NoSuchEntity


def new_delegation_request(
    caller: Caller, *, permissions: DelegationPermission, **_: Any
) -> Found[None]:
    arn = permissions.policy_template_arn
    context = {"iam:TemplateArn": arn} if arn else {}
    return Found(arn=_arn(caller, "*"), row=None, context=context)


def delegation_request(
    caller: Caller, *, delegation_request_id: str, **_: Any
) -> Found[DelegationRequest]:
    """A request to the caller's account, or to whoever claims it. A missing one is authorized too.

    It counts as the caller's account's own, whoever made it.
    """
    return _found(caller, delegation_request_id, _to(caller))


def visible_delegation_request(
    caller: Caller, *, delegation_request_id: str, **_: Any
) -> Found[DelegationRequest]:
    """The same, or a request of the caller's account to another."""
    return _found(caller, delegation_request_id, _to(caller) | Q(account_id=caller.account_id))


def summarized_request(caller: Caller, *, entity_arn: str, **_: Any) -> Found[DelegationRequest]:
    """The request an ARN names. Raises InvalidInput for an ARN of anything else."""
    front, named, request_id = entity_arn.partition(":delegation-request/")
    if not named or front != f"arn:aws:iam::{caller.account_id}":
        raise InvalidInput(f"{entity_arn} is not the ARN of a delegation request.")
    return visible_delegation_request(caller, delegation_request_id=request_id)


def delegation_requests(caller: Caller, *, owner_id: str | None = None, **_: Any) -> Found[None]:
    context = {"iam:DelegationRequestOwner": owner_id} if owner_id else {}
    return Found(arn="*", row=None, context=context)


def _to(caller: Caller) -> Q:
    return Q(owner_account_id="") | Q(owner_account_id=caller.account_id)


def _found(caller: Caller, request_id: str, visible: Q) -> Found[DelegationRequest]:
    requests = DelegationRequest.objects.filter(visible).select_related("account")
    row = requests.filter(request_id=known).first() if (known := _uuid(request_id)) else None
    if row is None:
        missing = NoSuchEntity(f"The delegation request {request_id} cannot be found.")
        return Found(arn=_arn(caller, request_id), row=DelegationRequest(), missing=missing)
    return Found(arn=_arn(caller, str(row)), row=row)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _arn(caller: Caller, request_id: str) -> str:
    return f"arn:aws:iam::{caller.account_id}:delegation-request/{request_id}"
