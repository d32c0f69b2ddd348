"""Puts a call to the policy engine: rows in, yes or AccessDenied out.

What a principal holds is kept, ready to decide, under its id and an epoch: the sum of its account's
and its own. Both are read with the credential, and one of them grows in the transaction of every
change that can alter a decision, so that no two states have the same sum, and a decision is right
at the next request on every process, with nothing to invalidate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any

from django.db.models import F
from django.utils.timezone import now

from accounts.models import Account, Role, User
from iamconsole.caller import Call, Caller, CallerKind, Face, Found, Further
from iamconsole.errors import AccessDenied
from iamconsole.prepared import PreparedUpdate
from policies import enrolment, holdings, trust
from policies.authorization_messages import encoded
from policies.engine import (
    Decision,
    Kind,
    Layers,
    Malformed,
    Policy,
    PolicySet,
    Principal,
    PrincipalKind,
    Request,
    Source,
    compile,  # the engine's word for it
    decide,
    parse,
)

_NOTHING = compile(())
_KINDS = {
    CallerKind.ROOT: PrincipalKind.ROOT,
    CallerKind.USER: PrincipalKind.USER,
    CallerKind.ROLE_SESSION: PrincipalKind.ROLE_SESSION,
    CallerKind.FEDERATED: PrincipalKind.FEDERATED_SESSION,
    CallerKind.SERVICE: PrincipalKind.SERVICE,
    CallerKind.PROVIDER: PrincipalKind.PROVIDER,
}


def require(
    call: Call[Any], *, is_for_root: bool = False, is_for_providers: bool = False
) -> Decision:
    """What allows the call on all that it acts on: the decision on its target itself.

    Raises AccessDenied unless the caller's policies do.
    """
    if call.found is None:
        raise RuntimeError("a call is authorized after its target was found")
    if is_for_root and not call.caller.is_root:
        raise _denied(call, call.found.arn, "because only the root user may")
    if is_for_providers != (call.caller.kind is CallerKind.PROVIDER):
        raise _denied(call, call.found.arn, "because it takes an identity provider's word")
    decisions = []
    for further in (Further(call.found.arn), *call.found.also):
        asked = call.at(action=further.action or call.action)
        if further.context:
            asked = asked.at(context={**call.context, **further.context})
        decision = decision_on(asked, further.arn)
        if not decision.allowed:
            raise _denied(asked, further.arn, decision.because, decision)
        decisions.append(decision)
    return decisions[0]


def reasons(decision: Decision) -> dict[str, Any]:
    """Which layer decided, by which statement of which policy, as the trail keeps it.

    A role's trust policy may be another account's: its statements are not told.
    """
    said: dict[str, Any] = {"outcome": decision.verdict.value, "reason": decision.because}
    if decision.decisive is None:
        return said
    said["layer"] = decision.decisive.kind.value
    rule = decision.decisive.rule
    if rule is None or rule.source.kind is Kind.TRUST:
        return said
    said["policy"] = rule.source.arn or rule.source.name
    sid = rule.statement.sid
    said["statement"] = sid.value if sid else rule.statement.index + 1
    if rule.source.via:
        said["via"] = rule.source.via
    return said


def decision_on(call: Call[Any], resource: str) -> Decision:
    """What the caller's policies say of the call on one resource."""
    caller = call.caller
    try:
        layers = _layers(caller, call.found)
    except Malformed:
        # What cannot be read might be a Deny.
        reason = "because one of the policies cannot be read"
        raise _denied(call, resource, reason) from None
    owner = call.found.account_id if call.found else ""
    request = Request(
        principal=_principal(caller),
        action=call.action,
        resource=resource,
        resource_account=owner or caller.account_id,
        context=_context(call),
    )
    return decide(request, layers)


def may_read_policies(call: Call[Any]) -> bool:
    """Whether the caller may read every policy of its account, and so what they decide by."""
    asked = call.at(action="iam:GetAccountAuthorizationDetails", found=None, context={})
    return decision_on(asked, "*").allowed


def _principal(caller: Caller) -> Principal:
    kind, session = _KINDS[caller.kind], caller.session
    if caller.is_enrolling:
        kind = PrincipalKind.USER  # root too is held to what it may do until it has enrolled
    if caller.kind is CallerKind.PROVIDER:
        return Principal(kind=kind, arn=caller.arn, provider=caller.arn)
    if session is None:
        return Principal(
            kind=kind, arn=caller.arn, account=caller.account_id, unique_id=caller.unique_id
        )
    is_role = caller.kind is CallerKind.ROLE_SESSION
    if caller.kind is CallerKind.USER and session.is_limited:
        # Rights that a user lent count as those of a federated user: what is cut stays cut.
        kind = PrincipalKind.FEDERATED_SESSION
    return Principal(
        kind=kind,
        arn=caller.arn,
        account=caller.account_id,
        unique_id=session.holder_id,
        role_arn=session.holder_arn if is_role else None,
        user_arn=None if is_role else session.holder_arn,
        provider=session.provider or None,
        has_session_token=caller.kind in (CallerKind.USER, CallerKind.ROOT),
    )


def decisions_changed(account_id: str) -> None:
    """Make every process read again what the account's principals hold."""
    _changed(Account).run(account_id)


def decisions_changed_for(holder: User | Role) -> None:
    """Make every process read again what one user or role holds, and nobody else."""
    _changed(type(holder)).run(holder.pk)


@cache
def _changed(model: type[Account | User | Role]) -> PreparedUpdate:
    return PreparedUpdate(lambda pk: model._default_manager.filter(pk=pk), epoch=F("epoch") + 1)


def _denied(
    call: Call[Any], resource: str, because: str, decision: Decision | None = None
) -> AccessDenied:
    """The refusal, in AWS's wording (D-52)."""
    if call.found and call.found.shown:
        resource = call.found.shown
    if call.caller.kind is CallerKind.PROVIDER:
        return AccessDenied(f"Not authorized to perform {call.action}")
    message = (
        f"User: {call.caller.arn} is not authorized to perform: {call.action} "
        f"on resource: {resource}"
    )
    if call.found and call.found.is_reticent:
        return AccessDenied(message, action=call.action, resource=resource)
    message = f"{message} {because}"
    if decision is None:
        return AccessDenied(message, action=call.action, resource=resource)
    encode = partial(encoded, decision, call.account_id, call.caller.unique_id)
    return AccessDenied(
        message, action=call.action, resource=resource, decision=decision, encode=encode
    )


def _layers(caller: Caller, found: Found[Any] | None) -> Layers:
    layers = _own_layers(caller)
    if found is None or found.trust is None:
        return layers
    ids = tuple(sorted(found.trust.trusted.items()))
    return replace(layers, resource=_trust_layer(found.arn, found.trust.document, ids))


def _own_layers(caller: Caller) -> Layers:
    if caller.is_enrolling:
        return enrolment.layers_for(caller.account_id, caller.arn, caller.user_name)
    session, epoch = caller.session, caller.epoch
    if caller.kind is CallerKind.PROVIDER:
        return Layers(identity=_NOTHING)
    if session is None or not session.is_limited:
        return _layers_of(caller.kind, session.holder_id if session else caller.unique_id, epoch)
    texts = (session.policies, session.policy_arns)
    return _layers_of_session(caller.kind, caller.account_id, session.holder_id, epoch, *texts)


@lru_cache(maxsize=10_000)
def _layers_of(kind: CallerKind, holder_id: str, epoch: int) -> Layers:
    """What a principal's own policies and its boundary say."""
    held = holdings.holdings_of(holder_id)
    if kind is CallerKind.FEDERATED and not holder_id.startswith("AIDA"):
        return Layers(identity=_everything())
    return Layers(
        identity=compile([_ready(one, Kind.IDENTITY) for one in held.identity]),
        boundary=compile([_ready(held.boundary, Kind.BOUNDARY)]) if held.boundary else None,
    )


@lru_cache(maxsize=10_000)
def _layers_of_session(
    kind: CallerKind,
    account_id: str,
    holder_id: str,
    epoch: int,
    texts: tuple[str, ...],
    arns: tuple[str, ...],
) -> Layers:
    """The same, cut by session policies. A managed policy that is gone allows nothing."""
    managed = holdings.held_by_arn(account_id, arns)
    limits = [*managed, *(holdings.Held(name="session policy", document=text) for text in texts)]
    session = compile([_ready(one, Kind.SESSION) for one in limits])
    return replace(_layers_of(kind, holder_id, epoch), session=session)


@lru_cache(maxsize=1)
def _everything() -> PolicySet:
    """What root may do, whose federated sessions have what their session policies give of it."""
    allow_all = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    )
    return compile([(parse(allow_all), Source(kind=Kind.IDENTITY, name="root"))])


@lru_cache(maxsize=10_000)
def _trust_layer(role_arn: str, document: str, trusted: tuple[tuple[str, str], ...]) -> PolicySet:
    meant = trust.by_id(document, dict(trusted))
    return compile([(parse(meant), Source(kind=Kind.TRUST, name="trust policy", arn=role_arn))])


def _ready(held: holdings.Held, kind: Kind) -> tuple[Policy, Source]:
    return _parsed(held.document), Source(kind=kind, name=held.name, arn=held.arn, via=held.via)


@lru_cache(maxsize=20_000)
def _parsed(document: str) -> Policy:
    return parse(document)


def _context(call: Call[Any]) -> Mapping[str, str | tuple[str, ...]]:
    """The condition keys of a call, from the request and the session; the client says none."""
    caller, origin, found = call.caller, call.caller.origin, call.found
    moment = now()
    context: dict[str, str | tuple[str, ...]] = {
        "aws:CurrentTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(moment.timestamp())),
        "aws:PrincipalType": caller.kind.value,
        "aws:ResourceAccount": (found.account_id if found else "") or caller.account_id,
        "aws:RequestedRegion": origin.region,
        "aws:SecureTransport": "true" if origin.is_secure else "false",
        "aws:UserAgent": origin.user_agent,
        "aws:ViaAWSService": "false",
    }
    if origin.source_ip:
        context["aws:SourceIp"] = origin.source_ip
    if caller.user_name:
        context["aws:username"] = caller.user_name
    context |= caller.vouched.context if caller.vouched else _about(caller)
    context |= _session_context(caller, moment.timestamp())
    if caller.session:
        context |= caller.session.context
        if caller.session.source_identity:
            context["aws:SourceIdentity"] = caller.session.source_identity
    if found:
        for key, value in found.tags.items():
            context[f"aws:ResourceTag/{key}"] = context[f"iam:ResourceTag/{key}"] = value
        context.update(found.context)
    context.update(call.context)
    return context


def _about(caller: Caller) -> dict[str, str | tuple[str, ...]]:
    """What conditions may ask of a caller who signs; a provider's word signs nothing."""
    said = {f"aws:PrincipalTag/{key}": value for key, value in caller.tags.items()}
    return {
        **said,
        "aws:PrincipalArn": caller.principal_arn,
        "aws:PrincipalAccount": caller.account_id,
        "aws:PrincipalIsAWSService": "false",
        "aws:userid": caller.unique_id,
    }


def _session_context(caller: Caller, now_seconds: float) -> dict[str, str]:
    """What a session says of its beginning. Long-term keys say nothing, not even "no MFA"."""
    if caller.issued is None and caller.origin.face is not Face.CONSOLE:
        return {}
    context = {"aws:MultiFactorAuthPresent": "true" if caller.mfa_at else "false"}
    if caller.issued:
        context["aws:TokenIssueTime"] = caller.issued.strftime("%Y-%m-%dT%H:%M:%SZ")
    if caller.mfa_at:
        context["aws:MultiFactorAuthAge"] = str(int(now_seconds - caller.mfa_at.timestamp()))
    return context
