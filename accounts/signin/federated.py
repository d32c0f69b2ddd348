"""An identity provider's word becomes a caller: for one call, without a signature (S-9).

Whoever comes so may ask for a session of a role that trusts the provider, and for nothing else.
Tries are counted before anything is verified, and those that fail leave an event where the role is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from accounts import queries, trail
from accounts.federation import assertions, id_tokens
from accounts.federation.vouching import vouched_by_assertion, vouched_by_token
from accounts.models import Account
from accounts.signin import pace, throttle
from accounts.signin.origins import origin_of
from iamconsole.caller import Call, Caller, CallerKind, Face, Origin, Vouched
from iamconsole.errors import InvalidIdentityToken, Refused, ValidationError
from iamconsole.gate import Operation

_LONGEST_ID = 256

Given = Mapping[str, Any]


def caller_vouched_for(
    request: HttpRequest, operation: Operation[Any, Any], given: Given
) -> Caller:
    """Who the token or assertion among a call's parameters proves to ask.

    Raises a refusal for one that proves nothing, Throttling for too many of those.
    """
    params = operation.clean(given)
    account = _account_in(params["role_arn"])
    origin = origin_of(request, Face.WIRE)
    counted = throttle.count(throttle.token_subjects(origin.source_ip))
    try:
        caller = _caller(account, origin, _VOUCHING[operation.name](account, params))
        pace.refuse_haste(caller.arn, account.id)
    except Refused as refusal:
        _record(operation, account, origin, params, refusal)
        raise
    throttle.give_back(counted)
    return caller


def _account_in(role_arn: str) -> Account:
    """The account whose role is asked for. One that is not there trusts nobody."""
    front, _, name = role_arn.partition(":role/")
    if not (front.startswith("arn:aws:iam::") and name):
        raise ValidationError(f"{role_arn} is invalid")
    account = Account.objects.filter(id=front.removeprefix("arn:aws:iam::")).first()
    return account or Account(id="")


def _by_token(account: Account, params: Given) -> Vouched:
    if params["provider_id"] is not None:
        raise ValidationError("ProviderId is for OAuth 2.0 access tokens, which are not taken here")
    issuer = id_tokens.issuer_named_in(params["web_identity_token"])
    url = issuer.removeprefix("https://")
    provider = queries.open_id_connect_provider_at(account.id, url)
    if provider is None:
        shown = issuer if issuer.isprintable() else "this issuer"
        raise InvalidIdentityToken(
            f"No OpenIDConnect provider found in your account for {shown[:256]}"
        )
    return vouched_by_token(provider, id_tokens.proven(params["web_identity_token"], provider))


def _by_assertion(account: Account, params: Given) -> Vouched:
    front, _, name = params["principal_arn"].partition(":saml-provider/")
    provider = queries.saml_provider_named(account.id, name) if name else None
    if provider is None or front != f"arn:aws:iam::{account.id}":
        raise InvalidIdentityToken("Specified provider doesn't exist")
    proven = assertions.proven(params["saml_assertion"], provider)
    return vouched_by_assertion(provider, proven, params["role_arn"])


_VOUCHING: dict[str, Callable[[Account, Given], Vouched]] = {
    "AssumeRoleWithSAML": _by_assertion,
    "AssumeRoleWithWebIdentity": _by_token,
}


def _caller(account: Account, origin: Origin, vouched: Vouched) -> Caller:
    told = f"{vouched.issuer}:{vouched.audience}:{vouched.subject}"
    return Caller(
        kind=CallerKind.PROVIDER,
        account_id=account.id,
        arn=vouched.provider,
        unique_id=told[:_LONGEST_ID],
        epoch=account.epoch,
        origin=origin,
        vouched=vouched,
    )


def _record(
    operation: Operation[Any, Any],
    account: Account,
    origin: Origin,
    params: Given,
    refusal: Refused,
) -> None:
    """Write down what came to nothing, in the history of the account it was about."""
    if not account.id:
        return
    nobody = Caller(
        kind=CallerKind.PROVIDER, account_id=account.id, arn="", unique_id="", origin=origin
    )
    call: Call[Any] = Call(caller=nobody, operation=operation.name, action=operation.action)
    told = {name: params.get(name) for name in ("role_arn", "role_session_name", "principal_arn")}
    shown = {name: value for name, value in told.items() if value is not None}
    trail.record(call, shown, failure=refusal, is_read=False, duration_us=0)
