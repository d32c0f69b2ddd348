from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from accounts import rules, targets
from accounts.federation import outbound
from accounts.models import Account, TokenIssuer
from accounts.names import Audiences, IdentityTokenDuration, JWTAlgorithm, Tags
from accounts.shapes import (
    NewTokenIssuerResult,
    TokenIssuerResult,
    WebIdentityTokenResult,
)
from iamconsole.caller import Call
from iamconsole.errors import (
    FeatureDisabled,
    FeatureEnabled,
    OutboundWebIdentityFederationDisabled,
    SessionDurationEscalation,
    ValidationError,
)
from iamconsole.gate import operation


@operation(on=targets.account, is_decisive=False)
def enable_outbound_web_identity_federation(call: Call[Account]) -> NewTokenIssuerResult:
    """Let the account's principals get tokens that other services trust.

    The account's issuer keeps its address for good, also when it is switched off and on again.
    """
    rules.locked(call.target)
    issuer = TokenIssuer.objects.filter(account=call.target).first()
    if issuer and issuer.is_enabled:
        raise FeatureEnabled("Outbound identity federation is already enabled for this account.")
    if issuer is None:
        issuer = outbound.open_issuer(call.account_id)
    issuer.is_enabled = True
    issuer.save(update_fields=["is_enabled"])
    return NewTokenIssuerResult(issuer_identifier=outbound.identifier_of(issuer))


@operation(on=targets.account, is_decisive=False)
def disable_outbound_web_identity_federation(call: Call[Account]) -> None:
    """Give out no more tokens. Those given out hold until they expire."""
    if not TokenIssuer.objects.filter(account=call.target, is_enabled=True).update(
        is_enabled=False
    ):
        raise FeatureDisabled("Outbound identity federation is not enabled for this account.")


@operation(on=targets.account)
def get_outbound_web_identity_federation_info(call: Call[Account]) -> TokenIssuerResult:
    """Tell the address of the account's issuer."""
    issuer = TokenIssuer.objects.filter(account=call.target, is_enabled=True).first()
    if issuer is None:
        raise FeatureDisabled("Outbound identity federation is not enabled for this account.")
    return TokenIssuerResult(
        issuer_identifier=outbound.identifier_of(issuer), jwt_vending_enabled=True
    )


@operation(
    on=targets.identity_token,
    service="sts",
    context={
        "sts:IdentityTokenAudience": "audience",
        "sts:DurationSeconds": "duration_seconds",
        "sts:SigningAlgorithm": "signing_algorithm",
    },
    is_decisive=False,
    is_read=False,
)
def get_web_identity_token(
    call: Call[None],
    *,
    audience: Audiences,
    duration_seconds: IdentityTokenDuration = 300,
    signing_algorithm: JWTAlgorithm,
    tags: Tags = (),
) -> WebIdentityTokenResult:
    """Get a signed token that tells others who the caller is.

    It can be verified with the keys that the account's issuer publishes, and it ends no later
    than the session that asks for it.
    """
    issuer = TokenIssuer.objects.filter(account_id=call.account_id, is_enabled=True).first()
    if issuer is None:
        raise OutboundWebIdentityFederationDisabled(
            "Outbound web identity federation is not enabled for this account."
        )
    if signing_algorithm not in outbound.ALGORITHMS:
        listed = " or ".join(outbound.ALGORITHMS)
        raise ValidationError(f"The signing algorithm must be {listed}.")
    issued = now().replace(microsecond=0)
    expires = issued + timedelta(seconds=duration_seconds)
    if call.caller.session and expires > call.caller.session.expires:
        raise SessionDurationEscalation(
            "The requested duration exceeds what is left of the session that asks for the token."
        )
    token = outbound.token_for(
        call.caller,
        issuer,
        audience=audience,
        algorithm=signing_algorithm,
        issued=issued,
        expires=expires,
        tags={tag.key: tag.value for tag in tags},
    )
    return WebIdentityTokenResult(web_identity_token=token, expiration=expires)
