"""STS: who the caller is, and sessions of the caller's own."""

from __future__ import annotations

from accounts import queries, targets
from accounts.names import (
    AnyAccessKeyId,
    EncodedMessage,
    FederatedName,
    MfaCode,
    MfaSerialNumber,
    RootDuration,
    SessionPolicy,
    SessionPolicyArns,
    Tags,
    TargetPrincipal,
    TaskPolicy,
    TokenDuration,
    TokenSize,
)
from accounts.operations.issuing import (
    credentials_shape,
    prove_mfa,
    refuse_half_a_factor,
    session_policies,
    session_tags,
    token_sizes,
)
from accounts.shapes import (
    AccessKeyInfoResult,
    AssumeRootResult,
    CallerIdentityResult,
    DecodedMessageResult,
    FederatedUserShape,
    FederationTokenResult,
    SessionTokenResult,
)
from accounts.signin import temporary
from accounts.signin.temporary import Ticket
from iamconsole.caller import Call, Caller, CallerKind
from iamconsole.errors import (
    AccessDenied,
    InvalidAuthorizationMessage,
    ValidationError,
)
from iamconsole.gate import operation
from iamconsole.sealing import CannotOpen
from policies.authorization_messages import decoded

_HOUR = 3600
_HALF_A_DAY = 12 * _HOUR


@operation(on=targets.anything, service="sts")
def get_caller_identity(call: Call[None]) -> CallerIdentityResult:
    """Tell who the caller is. Nothing can forbid this."""
    caller = call.caller
    return CallerIdentityResult(user_id=caller.unique_id, account=caller.account_id, arn=caller.arn)


@operation(
    on=targets.anything,
    service="sts",
    is_read=False,
    is_decisive=False,
    proof=prove_mfa,
    proven_by="token_code",
)
def get_session_token(
    call: Call[None],
    *,
    duration_seconds: TokenDuration | None = None,
    serial_number: MfaSerialNumber | None = None,
    token_code: MfaCode | None = None,
    minimum_session_token_size: TokenSize = 0,
) -> SessionTokenResult:
    """Give a user, or root, a session of its own. Policies cannot forbid this.

    The session may do what its user may, but call IAM only with a second factor, and of STS only
    AssumeRole and GetCallerIdentity.
    """
    caller = _long_term(call.caller, call.operation)
    refuse_half_a_factor(serial_number, token_code)
    seconds = _seconds(caller, duration_seconds)
    issued, expires = temporary.window(seconds)
    ticket = Ticket(
        kind=caller.kind,
        account_id=caller.account_id,
        holder_id=caller.unique_id,
        issued=issued,
        expires=expires,
        issuer_key=caller.access_key_id,
        issuer_id=caller.unique_id,
        mfa_at=issued if token_code else None,
    )
    made = temporary.issue(ticket, minimum_session_token_size)
    return SessionTokenResult(credentials=credentials_shape(made), **token_sizes(made))


@operation(
    on=targets.federated_user,
    service="sts",
    is_read=False,
    is_decisive=False,
    context={"sts:DurationSeconds": "duration_seconds"},
)
def get_federation_token(
    call: Call[None],
    *,
    name: FederatedName,
    policy: SessionPolicy | None = None,
    policy_arns: SessionPolicyArns = (),
    duration_seconds: TokenDuration | None = None,
    tags: Tags = (),
    minimum_session_token_size: TokenSize = 0,
) -> FederationTokenResult:
    """Give somebody a session that may do what both the caller's policies and these ones allow.

    Without a policy it may do nothing. It can neither call IAM nor, but for GetCallerIdentity, STS.
    """
    caller = _long_term(call.caller, call.operation)
    issued, expires = temporary.window(_seconds(caller, duration_seconds))
    ticket = Ticket(
        kind=CallerKind.FEDERATED,
        account_id=caller.account_id,
        holder_id=caller.unique_id,
        name=name,
        issued=issued,
        expires=expires,
        issuer_key=caller.access_key_id,
        issuer_id=caller.unique_id,
        tags=session_tags(tags),
        **session_policies(caller.account_id, policy, policy_arns),
    )
    made = temporary.issue(ticket, minimum_session_token_size)
    return FederationTokenResult(
        credentials=credentials_shape(made),
        federated_user=FederatedUserShape(
            federated_user_id=f"{caller.account_id}:{name}",
            arn=f"arn:aws:sts::{caller.account_id}:federated-user/{name}",
        ),
        packed_policy_size=ticket.packed_percent,
        **token_sizes(made),
    )


@operation(on=targets.anything, service="sts")
def get_access_key_info(call: Call[None], *, access_key_id: AnyAccessKeyId) -> AccessKeyInfoResult:
    """Tell which account a key belongs to, in force or not."""
    if access_key_id.startswith("ASIA"):
        try:
            return AccessKeyInfoResult(account=temporary.account_of(access_key_id))
        except ValueError:
            raise _no_such_key(access_key_id) from None
    account_id = queries.account_of_key(access_key_id)
    if account_id is None:
        raise _no_such_key(access_key_id)
    return AccessKeyInfoResult(account=account_id)


@operation(on=targets.anything, service="sts", is_read=True)
def decode_authorization_message(
    call: Call[None], *, encoded_message: EncodedMessage
) -> DecodedMessageResult:
    """Tell in full why a call was refused, from the encoded message that came with the refusal."""
    try:
        told = decoded(encoded_message, call.account_id)
    except CannotOpen:
        raise InvalidAuthorizationMessage(
            "Message is not valid: it was not encoded for this account."
        ) from None
    return DecodedMessageResult(decoded_message=told)


@operation(on=targets.anything, service="sts", is_read=False, is_decisive=False)
def assume_root(
    call: Call[None],
    *,
    target_principal: TargetPrincipal,
    task_policy_arn: TaskPolicy,
    duration_seconds: RootDuration | None = None,
    minimum_session_token_size: TokenSize = 0,
) -> AssumeRootResult:
    """Act for a short while as root of a member account of one's organization.

    Accounts here belong to no organization: the answer is always AccessDenied.
    """
    account_id = target_principal if target_principal.isdigit() else target_principal[13:25]
    raise AccessDenied(
        f"User: {call.caller.arn} is not authorized to perform: sts:AssumeRoot"
        f" on resource: arn:aws:iam::{account_id}:root"
    )


def _long_term(caller: Caller, operation_name: str) -> Caller:
    """The caller, unless a session makes the call: neither its kind nor a browser's begets one."""
    if caller.session or caller.session_id:
        raise AccessDenied(f"Cannot call {operation_name} with session credentials")
    return caller


def _seconds(caller: Caller, asked: int | None) -> int:
    """Users get twelve hours unless they say; root gets an hour at most."""
    if caller.is_root:
        return min(asked or _HOUR, _HOUR)
    return asked or _HALF_A_DAY


def _no_such_key(access_key_id: str) -> ValidationError:
    return ValidationError(f"The access key ID {access_key_id} is not valid.")
