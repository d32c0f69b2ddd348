"""Rights lent to another account for a while.

The account that asks makes a request. Somebody of the account that is asked makes it theirs,
accepts it, and has a token sent. For that the asking account gets a session, with the rights of
who accepted, cut down to the policy of the request.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from accounts import delegation_tokens, rules, targets
from accounts.models import DelegationRequest
from accounts.names import (
    Arn,
    DelegationDuration,
    DelegationPermission,
    DelegationPermissions,
    DelegationRequestId,
    DelegationText,
    Locale,
    Marker,
    MaxItems,
    Notes,
    NotificationChannel,
    OwnerAccountId,
    OwnerId,
    RedirectUrl,
    RequestMessage,
    WorkflowId,
    YesOrNo,
)
from accounts.shapes import (
    DelegationRequestResult,
    DelegationRequestShape,
    DelegationRequestsResult,
    NewDelegationRequestResult,
    SummaryResult,
)
from iamconsole.caller import Call, Caller, CallerKind
from iamconsole.errors import (
    AccessDenied,
    ConcurrentModification,
    EntityAlreadyExists,
    InvalidInput,
)
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import access
from policies.holdings import Held
from policies.queries import policy_with_arn

_LIFETIME = timedelta(days=7)
_LONGEST_POLICY = 2048  # what a session can carry
_OPEN = ("ASSIGNED", "PENDING_APPROVAL")


@operation(
    on=targets.new_delegation_request,
    is_decisive=False,
    context={
        "iam:NotificationChannel": "notification_channel",
        "iam:DelegationDuration": "session_duration",
    },
)
def create_delegation_request(
    call: Call[None],
    *,
    owner_account_id: OwnerAccountId | None = None,
    description: DelegationText,
    permissions: DelegationPermissions,
    request_message: RequestMessage | None = None,
    requestor_workflow_id: WorkflowId,
    redirect_url: RedirectUrl | None = None,
    notification_channel: NotificationChannel,
    session_duration: DelegationDuration,
    only_send_by_owner: YesOrNo = False,
) -> NewDelegationRequestResult:
    """Ask another account, or whoever claims the request, to lend some of its rights for a while.

    AWS keeps this to partners, whose templates it has registered. Here every account may ask, and
    the template is a managed policy the account may see, as it is now; it has no parameters.
    """
    moment = now()
    clash = EntityAlreadyExists(f"A request for {requestor_workflow_id} exists already.")
    with rules.refusing_a_clash(clash):
        row = DelegationRequest.objects.create(
            account_id=call.account_id,
            workflow_id=requestor_workflow_id,
            owner_account_id=owner_account_id or "",
            description=description,
            message=request_message or "",
            template_arn=permissions.policy_template_arn or "",
            policy=_policy_text(call.account_id, permissions),
            redirect_url=redirect_url or "",
            notification_channel=_topic(notification_channel),
            session_seconds=session_duration,
            is_sent_by_owner_only=only_send_by_owner,
            created=moment,
            updated=moment,
            expires=moment + _LIFETIME,
        )
    return NewDelegationRequestResult(console_deep_link=None, delegation_request_id=str(row))


@operation(on=targets.visible_delegation_request)
def get_delegation_request(
    call: Call[DelegationRequest],
    *,
    delegation_request_id: DelegationRequestId,
    delegation_permission_check: YesOrNo = False,
) -> DelegationRequestResult:
    """Tell everything of a request and, if asked, whether the caller's rights cover it.

    Only actions are compared: resources and conditions may still make a difference.
    """
    shape = DelegationRequestShape.of(call.target)
    if not delegation_permission_check:
        return DelegationRequestResult(delegation_request=shape)
    return DelegationRequestResult(
        delegation_request=shape,
        permission_check_status="COMPLETE",
        permission_check_result="ALLOWED" if _covers(call.caller, call.target) else "DENIED",
    )


@operation(on=targets.delegation_requests)
def list_delegation_requests(
    call: Call[None],
    *,
    owner_id: OwnerId | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> DelegationRequestsResult:
    """List the requests that somebody of the account has made theirs, oldest first."""
    owned = DelegationRequest.objects.filter(owner_account_id=call.account_id)
    owned = owned.filter(owner_arn=owner_id) if owner_id else owned.exclude(owner_arn="")
    found = page(call, owned.select_related("account"), by=["pk"])
    return DelegationRequestsResult(
        delegation_requests=tuple(DelegationRequestShape.of(row) for row in found.rows),
        marker=found.marker,
        is_truncated=found.is_truncated,
    )


@operation(on=targets.delegation_request, is_decisive=False)
def associate_delegation_request(
    call: Call[DelegationRequest], *, delegation_request_id: DelegationRequestId
) -> None:
    """Make a request the caller's, and its account's."""
    owner = {"owner_account_id": call.account_id, "owner_arn": call.caller.principal_arn}
    _move(call.target, "ASSIGNED", "UNASSIGNED", **owner)


@operation(on=targets.delegation_request, is_decisive=False)
def update_delegation_request(
    call: Call[DelegationRequest],
    *,
    delegation_request_id: DelegationRequestId,
    notes: Notes | None = None,
) -> None:
    """Pass a request on to whoever may accept it, with a note."""
    _move(call.target, "PENDING_APPROVAL", *_OPEN, notes=notes or "")


@operation(on=targets.delegation_request, is_decisive=False, is_grave=True)
def accept_delegation_request(
    call: Call[DelegationRequest], *, delegation_request_id: DelegationRequestId
) -> None:
    """Lend one's own rights as far as the request asks for them. Nothing is sent yet.

    Neither root's rights can be lent, nor those of a session that session policies cut: the
    holder's are not.
    """
    caller = call.caller
    if caller.kind not in (CallerKind.USER, CallerKind.ROLE_SESSION):
        raise AccessDenied("Only a user or a role can accept a delegation request.")
    if caller.session and caller.session.is_limited:
        raise AccessDenied("A session with session policies cannot accept a delegation request.")
    approver = {"approver_arn": caller.principal_arn, "approver_id": caller.holder_id}
    _move(call.target, "ACCEPTED", *_OPEN, **approver)


@operation(on=targets.delegation_request, is_decisive=False)
def reject_delegation_request(
    call: Call[DelegationRequest],
    *,
    delegation_request_id: DelegationRequestId,
    notes: Notes | None = None,
) -> None:
    """Refuse a request for good. One that was accepted can be refused until its token is sent."""
    _move(call.target, "REJECTED", *_OPEN, "ACCEPTED", rejection_reason=notes or "")


@operation(on=targets.delegation_request, is_decisive=False, is_grave=True)
def send_delegation_token(
    call: Call[DelegationRequest], *, delegation_request_id: DelegationRequestId
) -> None:
    """Send the asking account a token, which it can change for a session, once.

    There is no SNS here: the token is mailed to the address of the asking account's root user.
    """
    row = call.target
    if row.is_sent_by_owner_only and call.caller.principal_arn != row.owner_arn:
        raise AccessDenied("Only the owner of this delegation request can send its token.")
    token = delegation_tokens.new()
    expires = now() + timedelta(seconds=row.session_seconds)
    _move(
        row,
        "FINALIZED",
        "ACCEPTED",
        expires=expires,
        token_digest=delegation_tokens.digest_of(token),
    )
    delegation_tokens.mail(row, token, expires)


@operation(on=targets.summarized_request)
def get_human_readable_summary(
    call: Call[DelegationRequest], *, entity_arn: Arn, locale: Locale | None = None
) -> SummaryResult:
    """Say in a sentence what a delegation request asks for. Only English is spoken."""
    if locale and not locale.lower().startswith("en"):
        return SummaryResult(summary_content=None, locale=locale, summary_state="NOT_SUPPORTED")
    return SummaryResult(
        summary_content=access.sentence(_held(call.target)),
        locale=locale or "en",
        summary_state="AVAILABLE",
    )


def _policy_text(account_id: str, permissions: DelegationPermission) -> str:
    arn = permissions.policy_template_arn
    if arn is None:
        raise InvalidInput("Permissions must name the policy that is asked for.")
    if permissions.parameters:
        raise InvalidInput("A managed policy has no parameters.")
    policy = policy_with_arn(account_id, arn)
    if policy is None:
        raise InvalidInput(f"Policy {arn} was not found.")
    text = policy.versions.get(number=policy.default_number).document
    if len(text) > _LONGEST_POLICY:
        raise InvalidInput(f"The policy must have {_LONGEST_POLICY} characters at most.")
    return text


def _topic(channel: str) -> str:
    if not channel.startswith("arn:aws:sns:"):
        raise InvalidInput("The notification channel must be the ARN of an SNS topic.")
    return channel


def _move(row: DelegationRequest, state: str, *from_states: str, **changes: Any) -> None:
    """Bring a request into another state, if it is in one that leads there and not too old."""
    moment = now()
    moved = DelegationRequest.objects.filter(
        pk=row.pk, state__in=from_states, expires__gt=moment
    ).update(**{"state": state, "updated": moment, "expires": moment + _LIFETIME} | changes)
    if not moved:
        raise ConcurrentModification(
            f"The delegation request is {row.shown_state} and cannot become {state}."
        )


def _covers(caller: Caller, row: DelegationRequest) -> bool:
    if caller.is_root:
        return True
    own = access.actions_of(access.held_by_id(caller.holder_id))
    return access.actions_of(_held(row)) <= own


def _held(row: DelegationRequest) -> list[Held]:
    return [Held(name=str(row), document=row.policy)]
