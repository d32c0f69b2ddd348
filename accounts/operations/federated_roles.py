"""STS: sessions of roles, for those an identity provider vouches for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts import rules, targets
from accounts.models import Role, UsedAssertion
from accounts.names import (
    ProviderId,
    RoleDuration,
    RoleSessionName,
    SAMLAssertion,
    SessionPolicy,
    SessionPolicyArns,
    StsArn,
    TokenSize,
    WebIdentityToken,
)
from accounts.operations.issuing import (
    credentials_shape,
    role_seconds,
    session_policies,
    token_sizes,
)
from accounts.shapes import (
    AssumedRoleUserShape,
    AssumeRoleWithSAMLResult,
    AssumeRoleWithWebIdentityResult,
)
from accounts.signin import temporary
from accounts.signin.temporary import Ticket
from iamconsole.caller import Call, CallerKind, Vouched
from iamconsole.errors import IDPRejectedClaim, InvalidParameterValue
from iamconsole.gate import operation

_HOUR = 3600


@operation(
    on=targets.role_for_vouched,
    service="sts",
    context={"sts:DurationSeconds": "duration_seconds"},
    is_decisive=False,
    is_for_providers=True,
)
def assume_role_with_web_identity(
    call: Call[Role],
    *,
    role_arn: StsArn,
    role_session_name: RoleSessionName,
    web_identity_token: WebIdentityToken,
    provider_id: ProviderId | None = None,
    policy_arns: SessionPolicyArns = (),
    policy: SessionPolicy | None = None,
    duration_seconds: RoleDuration | None = None,
    minimum_session_token_size: TokenSize = 0,
) -> AssumeRoleWithWebIdentityResult:
    """Take on a role with an OpenID Connect token, if the role trusts its issuer.

    The call is not signed: the token is the proof. Its issuer must be registered in the role's
    account, and the token made for one of the registered clients.
    """
    vouched = _vouched(call)
    seconds = role_seconds(call.target, duration_seconds)
    session = session_policies(call.target.account_id, policy, policy_arns)
    ticket = _ticket(call.target, vouched, role_session_name, seconds, session)
    made = temporary.issue(ticket, minimum_session_token_size)
    return AssumeRoleWithWebIdentityResult(
        credentials=credentials_shape(made),
        subject_from_web_identity_token=vouched.subject,
        assumed_role_user=_assumed(call.target, role_session_name),
        packed_policy_size=ticket.packed_percent,
        provider=vouched.provider,
        audience=vouched.audience,
        source_identity=vouched.source_identity or None,
        **token_sizes(made),
    )


@operation(
    on=targets.role_for_vouched,
    service="sts",
    context={"sts:DurationSeconds": "duration_seconds"},
    is_decisive=False,
    is_for_providers=True,
)
def assume_role_with_saml(
    call: Call[Role],
    *,
    role_arn: StsArn,
    principal_arn: StsArn,
    saml_assertion: SAMLAssertion,
    policy_arns: SessionPolicyArns = (),
    policy: SessionPolicy | None = None,
    duration_seconds: RoleDuration | None = None,
    minimum_session_token_size: TokenSize = 0,
) -> AssumeRoleWithSAMLResult:
    """Take on a role with a SAML assertion, if the role trusts its provider.

    The call is not signed: the assertion is the proof, and it is redeemed once. The session lasts
    no longer than the assertion says.
    """
    vouched = _vouched(call)
    asked = duration_seconds or vouched.seconds
    seconds = min(role_seconds(call.target, asked), vouched.seconds or _HOUR * 12)
    session = session_policies(call.target.account_id, policy, policy_arns)
    ticket = _ticket(call.target, vouched, vouched.session_name, seconds, session)
    _use_up(call.target.account_id, vouched)
    made = temporary.issue(ticket, minimum_session_token_size)
    return AssumeRoleWithSAMLResult(
        credentials=credentials_shape(made),
        assumed_role_user=_assumed(call.target, vouched.session_name),
        packed_policy_size=ticket.packed_percent,
        subject=vouched.subject,
        subject_type=vouched.subject_type,
        issuer=vouched.issuer,
        audience=vouched.audience,
        name_qualifier=vouched.qualifier,
        source_identity=vouched.source_identity or None,
        **token_sizes(made),
    )


def _vouched(call: Call[Any]) -> Vouched:
    """The gate lets only those in for whom a provider vouches."""
    if call.caller.vouched is None:
        raise RuntimeError("nobody vouches for this caller")
    return call.caller.vouched


def _ticket(
    role: Role, vouched: Vouched, name: str, seconds: int, session: dict[str, Any]
) -> Ticket:
    issued, expires = temporary.window(seconds)
    if vouched.ends:
        expires = min(expires, int(vouched.ends.timestamp()))
    return Ticket(
        kind=CallerKind.ROLE_SESSION,
        account_id=role.account_id,
        holder_id=role.role_id,
        name=name,
        issued=issued,
        expires=expires,
        tags=vouched.tags,
        transitive_tags=_transitive(vouched),
        source_identity=vouched.source_identity,
        provider=vouched.provider,
        context=vouched.kept,
        **session,
    )


def _transitive(vouched: Vouched) -> dict[str, str]:
    spelled = {key.lower(): key for key in vouched.tags}
    wanted = [key.lower() for key in vouched.transitive_tag_keys]
    if any(key not in spelled for key in wanted):
        raise InvalidParameterValue(
            "The specified transitive tag key must be included in the requested tags."
        )
    return {spelled[key]: vouched.tags[spelled[key]] for key in wanted}


def _use_up(account_id: str, vouched: Vouched) -> None:
    """Redeem the assertion, once: whoever brings it again finds it used."""
    with rules.refusing_a_clash(IDPRejectedClaim("The assertion was redeemed already")):
        UsedAssertion.objects.create(
            account_id=account_id,
            digest=vouched.digest,
            expires=vouched.redeemable_until or datetime.max.replace(tzinfo=UTC),
        )


def _assumed(role: Role, name: str) -> AssumedRoleUserShape:
    return AssumedRoleUserShape(
        assumed_role_id=f"{role.role_id}:{name}",
        arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{name}",
    )
