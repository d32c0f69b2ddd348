"""STS: sessions of roles."""

from __future__ import annotations

from accounts import targets
from accounts.models import Role
from accounts.names import (
    ExternalId,
    MfaCode,
    MfaSerialNumber,
    ProvidedContexts,
    RoleDuration,
    RoleSessionName,
    SessionPolicyArns,
    SourceIdentity,
    StsArn,
    TagKeys,
    Tags,
    TokenSize,
    UnrestrictedSessionPolicy,
)
from accounts.operations.issuing import (
    credentials_shape,
    prove_mfa,
    refuse_half_a_factor,
    role_seconds,
    session_policies,
    session_tags,
    token_sizes,
)
from accounts.shapes import AssumedRoleUserShape, AssumeRoleResult
from accounts.signin import temporary
from accounts.signin.temporary import Ticket
from iamconsole.caller import Call, Caller, CallerKind
from iamconsole.errors import InvalidParameterValue, ValidationError
from iamconsole.gate import operation

_HOUR = 3600
_CONTEXT = {
    "sts:ExternalId": "external_id",
    "sts:RoleSessionName": "role_session_name",
    "sts:SourceIdentity": "source_identity",
    "sts:DurationSeconds": "duration_seconds",
}


@operation(
    on=targets.role_to_assume,
    service="sts",
    context=_CONTEXT,
    is_decisive=False,
    proof=prove_mfa,
    proven_by="token_code",
)
def assume_role(
    call: Call[Role],
    *,
    role_arn: StsArn,
    role_session_name: RoleSessionName,
    policy_arns: SessionPolicyArns = (),
    policy: UnrestrictedSessionPolicy | None = None,
    duration_seconds: RoleDuration | None = None,
    tags: Tags = (),
    transitive_tag_keys: TagKeys = (),
    external_id: ExternalId | None = None,
    serial_number: MfaSerialNumber | None = None,
    token_code: MfaCode | None = None,
    source_identity: SourceIdentity | None = None,
    provided_contexts: ProvidedContexts = (),
    minimum_session_token_size: TokenSize = 0,
) -> AssumeRoleResult:
    """Take on a role for a while, if its trust policy and the caller's own policies let it.

    A session may do what the role's policies and the given ones both allow. It is over when its
    time is, when the role is deleted, and when the user at the beginning of the chain is disabled
    or the key it used is switched off.
    """
    if provided_contexts:
        raise InvalidParameterValue("No identity service here provides contexts for sessions.")
    refuse_half_a_factor(serial_number, token_code)
    caller, role = call.caller, call.target
    issued, expires = temporary.window(_seconds(caller, role, duration_seconds))
    given = session_tags(tags)
    inherited = _inherited(caller, given)
    ticket = Ticket(
        kind=CallerKind.ROLE_SESSION,
        account_id=role.account_id,
        holder_id=role.role_id,
        name=role_session_name,
        issued=issued,
        expires=expires,
        issuer_key=caller.session.issuer_key if caller.session else caller.access_key_id,
        issuer_id=caller.session.issuer_id if caller.session else caller.unique_id,
        mfa_at=issued if token_code else _shown_at_the_console(caller),
        tags=inherited | given,
        transitive_tags=inherited | _transitive(given, transitive_tag_keys),
        source_identity=_source_identity(caller, source_identity),
        **session_policies(role.account_id, policy, policy_arns),
    )
    made = temporary.issue(ticket, minimum_session_token_size)
    return AssumeRoleResult(
        credentials=credentials_shape(made),
        assumed_role_user=AssumedRoleUserShape(
            assumed_role_id=f"{role.role_id}:{role_session_name}",
            arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{role_session_name}",
        ),
        packed_policy_size=ticket.packed_percent,
        source_identity=ticket.source_identity or None,
        **token_sizes(made),
    )


def _shown_at_the_console(caller: Caller) -> int | None:
    """When the factor was shown to a browser's session, which AWS's console lets a role know of.

    Other sessions of roles have shown none unless a code came along.
    """
    is_user_at_browser = bool(caller.session_id) and caller.kind is CallerKind.USER
    return int(caller.mfa_at.timestamp()) if is_user_at_browser and caller.mfa_at else None


def _seconds(caller: Caller, role: Role, asked: int | None) -> int:
    """How long the session lasts (T-9). Raises ValidationError for more than the role allows."""
    seconds = role_seconds(role, asked)
    if caller.kind is CallerKind.ROLE_SESSION and seconds > _HOUR:
        raise ValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
            " role chaining."
        )
    return seconds


def _inherited(caller: Caller, given: dict[str, str]) -> dict[str, str]:
    """The tags that go on from the calling session. No given tag may stand in for one (T-7)."""
    inherited = dict(caller.session.transitive_tags) if caller.session else {}
    if {key.lower() for key in inherited} & {key.lower() for key in given}:
        raise InvalidParameterValue(
            "One of the specified transitive tag keys can't be set because it conflicts with a"
            " transitive tag key from the calling session."
        )
    return inherited


def _transitive(given: dict[str, str], keys: tuple[str, ...]) -> dict[str, str]:
    spelled = {key.lower(): key for key in given}
    if any(key.lower() not in spelled for key in keys):
        raise InvalidParameterValue(
            "The specified transitive tag key must be included in the requested tags."
        )
    return {spelled[key.lower()]: given[spelled[key.lower()]] for key in keys}


def _source_identity(caller: Caller, asked: str | None) -> str:
    """The source identity, which a chain keeps from the first role on."""
    kept = caller.session.source_identity if caller.session else ""
    if kept and asked and asked != kept:
        raise ValidationError("The source identity of a session cannot be changed.")
    return kept or asked or ""
